package tandem.sip.session;

import java.util.List;
import tandem.sip.header.SessionExpires;
import tandem.sip.transaction.Timers;

/**
 * How sessions behave.
 *
 * @param sessionSeconds interval of the session timer that is asked for (RFC 4028 §7.1); 0 asks for
 *     none
 * @param minSeconds Min-SE: a shorter interval is refused with 422
 * @param reliable whether provisional responses are sent reliably to whom supports it (RFC 3262)
 * @param methods for Allow
 */
public record SessionRules(
    Timers timers, long sessionSeconds, long minSeconds, boolean reliable, List<String> methods) {

  public SessionRules {
    methods = List.copyOf(methods);
    if (minSeconds < SessionExpires.LEAST_SECONDS) {
      // RFC 4028 §5.
      throw new IllegalArgumentException("minSeconds " + minSeconds + " must be at least 90");
    }
    if (sessionSeconds != 0 && sessionSeconds < minSeconds) {
      throw new IllegalArgumentException(
          "sessionSeconds " + sessionSeconds + " must be 0 or at least " + minSeconds);
    }
  }

  String allow() {
    return String.join(", ", methods);
  }

  String supported() {
    return "100rel, timer, replaces";
  }
}
