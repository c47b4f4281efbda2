package tandem.lab.probe;

import java.util.concurrent.locks.LockSupport;

/** A steady beat; a beat that was missed by more than ten is dropped, not made up for. */
final class Pace {

  private final long interval;
  private long next = System.nanoTime();

  Pace(long interval) {
    this.interval = interval;
  }

  /** Waits for the next beat. */
  void await() {
    next += interval;
    long now = System.nanoTime();
    if (now - next > 10 * interval) {
      next = now;
    }
    while (next - now > 0) {
      LockSupport.parkNanos(next - now);
      now = System.nanoTime();
    }
  }
}
