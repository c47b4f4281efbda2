package tandem.agent.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.cluster.group.Standing;
import tandem.cluster.takeover.Effect;
import tandem.platform.time.Moment;

/**
 * What goes into the group's journal, and when: never between a fault and the new primary's first
 * answer, when the quorum has better things to write. The promoted side's steps wait a while for
 * the first answer.
 */
final class Chronicle {

  static final String SERVING = "takeover.serving";
  static final String STEPS = "takeover.steps";
  static final Duration FIRST_ANSWER = Duration.ofSeconds(1);
  static final Duration SERVING_AFTER = Duration.ofMillis(50);

  private static final int MAX_WAITING = 256;

  private record Waiting(Moment due, NodeEffect effect) {}

  private record Promotion(Moment due, Effect.Steps steps, Optional<Moment> firstAnswer) {}

  private final Deque<NodeEffect> waiting = new ArrayDeque<>();
  private Optional<Promotion> promotion = Optional.empty();
  private Optional<Waiting> serving = Optional.empty();
  private Optional<Moment> quietUntil = Optional.empty();

  void event(String kind, String text) {
    keep(new NodeEffect.Append(kind, Map.of("text", text)));
  }

  /** The others hear of it with the first answer; an operator waits, but not long. */
  void serving(Moment now, long epoch) {
    NodeEffect effect = new NodeEffect.Append(SERVING, Map.of("epoch", String.valueOf(epoch)));
    serving = Optional.of(new Waiting(now.plus(SERVING_AFTER), effect));
  }

  void steps(Moment now, Effect.Steps steps) {
    if (steps.taken().isPresent()) {
      promotion.ifPresent(this::keep);
      promotion = Optional.of(new Promotion(now.plus(FIRST_ANSWER), steps, Optional.empty()));
    } else {
      keep(new NodeEffect.AppendSteps(details(steps, "old"), steps.steps()));
      // The other host is about to claim and promote: the quorum is its now.
      quietUntil = Optional.of(now.plus(FIRST_ANSWER));
    }
  }

  void firstAnswer(long epoch, Moment at) {
    promotion =
        promotion.map(
            p ->
                p.steps().taken().orElse(-1) == epoch
                    ? new Promotion(p.due(), p.steps(), Optional.of(at))
                    : p);
  }

  private static Map<String, String> details(Effect.Steps steps, String side) {
    Map<String, String> details = new LinkedHashMap<>();
    // The side that left need not know which epoch followed; the epoch left joins the two sides.
    details.put("epoch", String.valueOf(steps.taken().orElse(steps.left() + 1)));
    details.put("left", String.valueOf(steps.left()));
    details.put("side", side);
    details.put("reason", steps.reason());
    return details;
  }

  private void keep(Promotion p) {
    Map<String, Moment> steps = new LinkedHashMap<>(p.steps().steps());
    p.firstAnswer().ifPresent(at -> steps.put("first-answer", at));
    keep(new NodeEffect.AppendSteps(details(p.steps(), "new"), steps));
  }

  private void keep(NodeEffect effect) {
    if (waiting.size() == MAX_WAITING) {
      waiting.removeFirst();
    }
    waiting.addLast(effect);
  }

  /** What may be written now. */
  List<NodeEffect> due(Moment now, Standing standing) {
    List<NodeEffect> out = new ArrayList<>();
    boolean answered = promotion.flatMap(Promotion::firstAnswer).isPresent();
    if (serving.map(waiting -> answered || now.reached(waiting.due())).orElse(false)) {
      out.add(serving.get().effect());
      serving = Optional.empty();
    }
    if (promotion.isPresent()) {
      Promotion p = promotion.get();
      if (p.firstAnswer().isEmpty() && !now.reached(p.due())) {
        return out;
      }
      promotion = Optional.empty();
      keep(p);
    }
    if (quietUntil.map(now::reached).orElse(false)) {
      quietUntil = Optional.empty();
    }
    boolean quiet = quietUntil.isPresent() && standing == Standing.BACKUP;
    boolean calm =
        standing == Standing.PRIMARY
            || standing == Standing.STOPPED
            || standing == Standing.BACKUP && !quiet;
    while (calm && !waiting.isEmpty()) {
      out.add(waiting.removeFirst());
    }
    return out;
  }

  Optional<Moment> deadline() {
    Optional<Moment> due = promotion.map(Promotion::due).or(() -> quietUntil);
    return serving
        .map(waiting -> due.map(at -> Moment.earliest(at, waiting.due())).orElse(waiting.due()))
        .or(() -> due);
  }
}
