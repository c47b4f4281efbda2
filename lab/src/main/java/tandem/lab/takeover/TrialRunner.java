package tandem.lab.takeover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tandem.lab.measure.Measurement;
import tandem.lab.measure.Trace;
import tandem.lab.network.LabException;
import tandem.lab.network.Node;
import tandem.lab.probe.ProbeSettings;
import tandem.lab.product.Product;

/** Plays trials: healthy, a fault at a random moment, watch, heal, healthy again. */
public final class TrialRunner {

  /** A pair that is not in order by then is broken. */
  private static final long SETTLE_SECONDS = 60;

  /** How long a pair must have looked in order before it counts. */
  private static final int STEADY_LOOKS = 3;

  private static final long TELL_NANOS = 3_000_000_000L;

  private static final double QUESTION_MILLIS = ProbeSettings.QUESTION_NANOS / 1e6;

  /** What a client may notice of a fault that must not concern it. */
  private static final double UNDISTURBED_MILLIS = 200;

  private final Bench bench;
  private final Product product;
  private final int holdSeconds;
  private final Consumer<String> waiting;

  /**
   * @param holdSeconds no fault lasts longer; 0 for each scenario's own time
   * @param waiting is told what is waited for, when that changes
   */
  public TrialRunner(Bench bench, Product product, int holdSeconds, Consumer<String> waiting) {
    this.bench = bench;
    this.product = product;
    this.holdSeconds = holdSeconds;
    this.waiting = waiting;
  }

  /** Plays one trial; throws {@link LabException} if the pair is not in order to begin with. */
  public TrialResult play(Scenario scenario, int trial) {
    Node before = settled().orElseThrow(this::notInOrder);
    Stage.pause(300 + ThreadLocalRandom.current().nextInt(1000));
    Stage stage = new Stage(bench, product, before);
    scenario.inflict(stage);
    watch(scenario, stage);
    long healing = System.nanoTime();
    stage.heal();
    Optional<Node> after = settled();
    long settled = System.nanoTime();
    Stage.pause(1000);
    long end = System.nanoTime();
    Trace trace = bench.take(stage.faultAt() - 1_000_000_000L, end);
    int old =
        scenario.outcome() == Scenario.Outcome.STARTS
            ? 1 - firstToAnswer(trace, stage.faultAt())
            : before.ordinal();
    Measurement fault = Measurement.of(trace, stage.faultAt(), healing, old, QUESTION_MILLIS);
    Measurement healed = Measurement.of(trace, healing, end, old, QUESTION_MILLIS);
    return new TrialResult(
        product.name(),
        scenario.label(),
        trial,
        before.host(),
        after.map(Node::host).orElse(""),
        fault,
        healed,
        bench.presence().bothMillis(stage.faultAt(), end),
        (settled - healing) / 1e6,
        broken(scenario, fault, healed, after.isPresent()));
  }

  private LabException notInOrder() {
    return new LabException(
        product.name()
            + " is not in order after "
            + SETTLE_SECONDS
            + " s: "
            + why(product.unsettled()));
  }

  private String why(String reason) {
    return reason.isEmpty() ? "on the wire there is not one owner: " + bench.look() : reason;
  }

  private void watch(Scenario scenario, Stage stage) {
    boolean starts = scenario.outcome() == Scenario.Outcome.STARTS;
    // A start is watched until it has come; any other fault lasts its time.
    int seconds =
        holdSeconds > 0 && !starts ? Math.min(holdSeconds, scenario.seconds()) : scenario.seconds();
    long until = stage.faultAt() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < until) {
      Stage.pause(Math.clamp((until - System.nanoTime()) / 1_000_000, 1, 250));
      if (starts && bench.look().primary().isPresent()) {
        Stage.pause(500);
        return;
      }
    }
  }

  /** Waits until the pair is in order and the wire agrees; empty if that does not come. */
  public Optional<Node> settled() {
    long start = System.nanoTime();
    long told = start;
    String reason = "";
    int steady = 0;
    while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SETTLE_SECONDS)) {
      String unsettled = product.unsettled();
      Optional<Node> primary =
          unsettled.isEmpty() ? bench.look().primary() : Optional.<Node>empty();
      primary = primary.filter(host -> product.preferred().orElse(host) == host);
      steady = primary.isPresent() ? steady + 1 : 0;
      if (steady == STEADY_LOOKS) {
        return primary;
      }
      if (!unsettled.equals(reason) && System.nanoTime() - told > TELL_NANOS) {
        waiting.accept(unsettled.isEmpty() ? "waiting for answers on the wire" : unsettled);
        reason = unsettled;
        told = System.nanoTime();
      }
      Stage.pause(200);
    }
    return Optional.empty();
  }

  private static int firstToAnswer(Trace trace, long from) {
    return trace.requests().stream()
        .filter(r -> r.served() && r.received() >= from && r.hosts() > 0)
        .findFirst()
        .map(r -> r.hosts() == 1 ? 0 : 1)
        .orElse(0);
  }

  /** The promises a trial has broken, in words. */
  static List<String> broken(
      Scenario scenario, Measurement fault, Measurement healed, boolean settled) {
    List<String> broken = new ArrayList<>();
    if (fault.dual() > 0) {
      broken.add("two owners for %.0f ms during the fault".formatted(fault.dual()));
    }
    if (healed.dual() > 0) {
      broken.add("two owners for %.0f ms after healing".formatted(healed.dual()));
    }
    switch (scenario.outcome()) {
      case MOVES, STARTS -> {
        if (fault.firstAnswer().isEmpty() || !fault.served()) {
          broken.add("no takeover");
        }
      }
      case STAYS -> {
        if (fault.longestGap() > UNDISTURBED_MILLIS || fault.firstAnswer().isPresent()) {
          broken.add("the client noticed: gap %.0f ms".formatted(fault.longestGap()));
        }
      }
      case SILENT -> {
        if (fault.served()) {
          broken.add("somebody still answers without a majority");
        }
      }
    }
    if (!settled) {
      broken.add("not in order again within " + SETTLE_SECONDS + " s");
    }
    if (!healed.served()) {
      broken.add("client lost");
    }
    return broken;
  }
}
