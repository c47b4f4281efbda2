package tandem.os.time;

import tandem.platform.time.Moment;

/**
 * The host's monotonic clock.
 *
 * <p>{@link #system} reads {@code System.nanoTime}, which is CLOCK_MONOTONIC on Linux. It stands
 * still while the machine is suspended, as the timers of nftables (jiffies) and of {@code
 * valid_lft} do; CLOCK_BOOTTIME goes on. For a holder of a lease both would have to run on through
 * a suspend to be safe; so a host with a VIP must not be suspended: a virtual machine that is
 * paused and resumed is the one case where the right can be overrun without this clock showing it.
 * What is paused sends nothing, and the first renewal after it is refused by the quorum, so the
 * exposure is at most the rest of the right at the moment of the pause.
 */
@FunctionalInterface
public interface MonotonicClock {

  /** Never blocks; never goes back. */
  Moment now();

  static MonotonicClock system() {
    return () -> new Moment(System.nanoTime());
  }
}
