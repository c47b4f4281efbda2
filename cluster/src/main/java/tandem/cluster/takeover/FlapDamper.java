package tandem.cluster.takeover;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import tandem.platform.time.Moment;

/**
 * Holds candidates back when unplanned changes of primary follow each other too fast: 1, 2, 4 … 30
 * s after the limit within a minute is reached. A first fault is never slowed down.
 */
final class FlapDamper {

  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MEMORY = 32;

  private final int limit;
  private final Deque<Moment> changes = new ArrayDeque<>();

  FlapDamper(int limit) {
    this.limit = limit;
  }

  void unplannedChange(Moment now) {
    forget(now);
    if (changes.size() == MEMORY) {
      changes.removeFirst();
    }
    changes.addLast(now);
  }

  /** How long a candidate waits beyond what the lease asks for. */
  Duration holdOff(Moment now) {
    forget(now);
    int over = changes.size() - limit;
    if (over < 0) {
      return Duration.ZERO;
    }
    Duration wait = Duration.ofSeconds(1L << Math.min(over, 5));
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private void forget(Moment now) {
    while (!changes.isEmpty() && now.since(changes.getFirst()).compareTo(WINDOW) > 0) {
      changes.removeFirst();
    }
  }
}
