package tandem.cluster.takeover;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tandem.platform.time.Moment;

/** The measured steps of this host's side of one change of primary. */
final class Timeline {

  private final Map<String, Moment> steps = new LinkedHashMap<>();
  private Optional<Moment> faultSeenAt = Optional.empty();
  private long left;

  /** The fault that may lead to the next departure. */
  void fault(Moment now) {
    faultSeenAt = Optional.of(now);
  }

  /** The fault is over and nobody left for it. */
  void recovered() {
    faultSeenAt = Optional.empty();
  }

  /** This host begins to leave {@code epoch}; what was detected is the fault, if there was one. */
  void leave(Moment now, long epoch) {
    steps.clear();
    left = epoch;
    steps.put("detect", faultSeenAt.orElse(now));
    faultSeenAt = Optional.empty();
    step(now, "decide");
  }

  /** This host begins to take what {@code epoch} leaves: what it knows began at {@code since}. */
  void take(Moment now, long epoch, String known, Moment since) {
    taken(epoch);
    steps.put(known, since);
    step(now, "decide");
  }

  /** This host was given what {@code epoch} leaves; the other side detected and decided. */
  void taken(long epoch) {
    steps.clear();
    left = epoch;
  }

  void step(Moment now, String name) {
    steps.put(name, now);
  }

  /**
   * The steps as an effect, once; empty if there are none.
   *
   * @param taken the epoch that this host took; empty if it left
   */
  Optional<Effect> told(OptionalLong taken, String reason) {
    if (steps.isEmpty()) {
      return Optional.empty();
    }
    Effect told = new Effect.Steps(left, taken, reason, steps);
    steps.clear();
    return Optional.of(told);
  }
}
