package tandem.cluster.takeover;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.platform.time.Moment;

/** The measured steps of this host's side of one change of primary. */
final class Timeline {

  private final Map<String, Moment> steps = new LinkedHashMap<>();
  private Optional<Moment> faultSeenAt = Optional.empty();

  /** The fault that may lead to the next departure. */
  void fault(Moment now) {
    faultSeenAt = Optional.of(now);
  }

  /** The fault is over and nobody left for it. */
  void recovered() {
    faultSeenAt = Optional.empty();
  }

  /** This host begins to leave; what was detected is the fault, if there was one. */
  void leave(Moment now) {
    steps.clear();
    steps.put("detect", faultSeenAt.orElse(now));
    faultSeenAt = Optional.empty();
    step(now, "decide");
  }

  /** This host begins to take: what it knows began at {@code since}. */
  void take(Moment now, String known, Moment since) {
    steps.clear();
    steps.put(known, since);
    step(now, "decide");
  }

  void step(Moment now, String name) {
    steps.put(name, now);
  }

  /** The steps as an effect, once; empty if there are none. */
  Optional<Effect> told(long epoch, boolean promoted, String reason) {
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    Effect told = new Effect.Steps(epoch, promoted, reason, steps);
    steps.clear();
    return Optional.of(told);
  }
}
