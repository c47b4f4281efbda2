package tandem.sip.dialog;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** RFC 3261 §14.1: how long to wait after a 491 before the request is tried again. */
public final class Glare {

  private static final Duration UNIT = Duration.ofMillis(10);

  private Glare() {}

  /**
   * @param owner whether this end chose the Call-ID of the dialog
   */
  public static Duration pause(boolean owner, RandomGenerator random) {
    // Between 2.1 and 4 s for the owner, between 0 and 2 s for the other, in units of 10 ms.
    int units = owner ? 210 + random.nextInt(191) : random.nextInt(201);
    return UNIT.multipliedBy(units);
  }
}
