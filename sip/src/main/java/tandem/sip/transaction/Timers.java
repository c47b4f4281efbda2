package tandem.sip.transaction;

import java.time.Duration;

/**
 * The timers of RFC 3261 §17 and Table 4. Those not named here follow from them.
 *
 * @param t1 estimate of the round-trip time
 * @param t2 longest interval between retransmissions of anything but an INVITE request
 * @param t4 longest time a message stays in the network
 * @param timerD how long an INVITE client repeats its ACK over an unreliable transport
 */
public record Timers(Duration t1, Duration t2, Duration t4, Duration timerD) {

  /** RFC 3261 §17.2.1: the TU has this long to answer before a 100 is sent for it. */
  public static final Duration TRYING = Duration.ofMillis(200);

  /** The values of RFC 3261 Table 4. */
  public static final Timers DEFAULT =
      new Timers(
          Duration.ofMillis(500),
          Duration.ofSeconds(4),
          Duration.ofSeconds(5),
          Duration.ofSeconds(32));

  public Timers {
    require("t1", t1);
    require("t2", t2);
    require("t4", t4);
    require("timerD", timerD);
    if (t2.compareTo(t1) < 0) {
      throw new IllegalArgumentException("t2 " + t2 + " must not be shorter than t1 " + t1);
    }
  }

  private static void require(String key, Duration value) {
    if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException(
          key + " " + value + " must be longer than 0 and at most 5 minutes");
    }
  }

  /** 64·T1: timers B, F, H, J (RFC 3261 Table 4), L and M (RFC 6026 §8.11). */
  public Duration lifetime() {
    return t1.multipliedBy(64);
  }

  /** RFC 3261 §17.1.2.2 and §17.2.1: the interval after {@code interval}, doubled up to T2. */
  public Duration backedOff(Duration interval) {
    Duration doubled = interval.multipliedBy(2);
    return doubled.compareTo(t2) > 0 ? t2 : doubled;
  }
}
