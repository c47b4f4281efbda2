package tandem.sip.session;

import java.time.Duration;
import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.message.SipResponse;
import tandem.sip.transaction.Resend;
import tandem.sip.transaction.Timers;
import tandem.sip.transaction.TransactionKey;

/**
 * A response to INVITE that its user sends again until it is acknowledged: a 2xx (RFC 3261
 * §13.3.1.4) or a reliable provisional one (RFC 3262 §3).
 *
 * @param end 64·T1 after the first sending: nobody will acknowledge it any more
 */
public record Repeat(TransactionKey key, SipResponse response, Resend next, Moment end) {

  static Repeat begin(Moment now, Timers timers, TransactionKey key, SipResponse response) {
    return new Repeat(key, response, Resend.after(now, timers.t1()), now.plus(timers.lifetime()));
  }

  Moment deadline() {
    return Moment.earliest(next.at(), end);
  }

  boolean isOver(Moment now) {
    return now.reached(end);
  }

  /** After it has been sent again; empty if that is not due. */
  Optional<Repeat> again(Moment now, Timers timers) {
    if (!now.reached(next.at())) {
      return Optional.empty();
    }
    // RFC 3261 §13.3.1.4 stops doubling at T2; RFC 3262 §3 does not.
    Duration interval =
        response.isSuccess() ? timers.backedOff(next.interval()) : next.interval().multipliedBy(2);
    return Optional.of(new Repeat(key, response, Resend.after(now, interval), end));
  }
}
