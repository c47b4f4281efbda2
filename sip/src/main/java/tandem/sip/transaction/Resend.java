package tandem.sip.transaction;

import java.time.Duration;
import java.util.Optional;
import tandem.platform.time.Moment;

/**
 * When a message is sent again: timers A, E and G.
 *
 * @param interval between the last sending and {@code at}
 */
public record Resend(Moment at, Duration interval) {

  /** The first after T1; none over a reliable transport. */
  static Optional<Resend> first(Moment now, Timers timers, boolean reliable) {
    return reliable ? Optional.empty() : Optional.of(after(now, timers.t1()));
  }

  public static Resend after(Moment now, Duration interval) {
    return new Resend(now.plus(interval), interval);
  }

  /** The earlier of a retransmission, if there is one, and {@code end}. */
  static Optional<Moment> deadline(Optional<Resend> resend, Moment end) {
    return Optional.of(resend.isPresent() ? Moment.earliest(resend.get().at(), end) : end);
  }

  static boolean due(Optional<Resend> resend, Moment now) {
    return resend.isPresent() && now.reached(resend.get().at());
  }
}
