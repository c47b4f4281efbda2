package tandem.sip.session;

import java.time.Duration;
import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.build.RequestBuilder;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.header.SessionExpires;
import tandem.sip.header.SessionExpires.Refresher;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;

/**
 * The session timer of one session, RFC 4028.
 *
 * @param seconds the interval agreed
 * @param refreshes whether this end refreshes
 * @param at when it refreshes (half the interval), or ends the session if nobody has
 */
public record SessionClock(long seconds, boolean refreshes, Moment at) {

  private static SessionClock started(Moment now, long seconds, boolean refreshes) {
    // RFC 4028 §10: who does not refresh gives up shortly before the end.
    long wait = refreshes ? seconds / 2 : seconds - Math.min(32, seconds / 3);
    return new SessionClock(seconds, refreshes, now.plus(Duration.ofSeconds(wait)));
  }

  /** RFC 4028 §7.1: what a request asks for. */
  static void ask(RequestBuilder request, SessionRules rules, Optional<SessionClock> running) {
    long seconds = running.map(SessionClock::seconds).orElse(rules.sessionSeconds());
    if (seconds == 0) {
      return;
    }
    // RFC 4028 §7.4: a refresh keeps the roles as they are.
    String value =
        running.isEmpty()
            ? Long.toString(seconds)
            : SessionExpires.of(seconds, running.get().refreshes() ? Refresher.UAC : Refresher.UAS)
                .toString();
    request.header(HeaderName.SESSION_EXPIRES, value);
    request.header(HeaderName.MIN_SE, Long.toString(rules.minSeconds()));
  }

  /** RFC 4028 §9: whether the interval a request asks for is too small: 422. */
  public static boolean isTooSmall(SipRequest request, SessionRules rules) {
    return asked(request).filter(wanted -> wanted.seconds() < rules.minSeconds()).isPresent();
  }

  private static Optional<SessionExpires> asked(SipRequest request) {
    return request.first(HeaderName.SESSION_EXPIRES).flatMap(SessionExpires::parse);
  }

  /** RFC 4028 §9: what our 2xx to a request says; empty if there is no timer. */
  static Optional<SessionExpires> answer(SipRequest request, SessionRules rules) {
    boolean supported = request.lists(HeaderName.SUPPORTED, "timer");
    Optional<SessionExpires> asked = asked(request);
    long seconds = asked.map(SessionExpires::seconds).orElse(rules.sessionSeconds());
    if (seconds == 0) {
      return Optional.empty();
    }
    // RFC 4028 §9: a client that does not know the timer cannot refresh.
    Refresher refresher =
        supported ? asked.flatMap(SessionExpires::refresher).orElse(Refresher.UAC) : Refresher.UAS;
    return Optional.of(SessionExpires.of(seconds, refresher));
  }

  static void write(ResponseBuilder response, Optional<SessionExpires> answer) {
    answer.ifPresent(
        value -> {
          response.header(HeaderName.SESSION_EXPIRES, value.toString());
          if (value.refresher().orElseThrow() == Refresher.UAC) {
            response.header(HeaderName.REQUIRE, "timer");
          }
        });
  }

  /** The clock that runs once our 2xx has gone. */
  static Optional<SessionClock> ofServer(Moment now, Optional<SessionExpires> answer) {
    return answer.map(
        value -> started(now, value.seconds(), value.refresher().orElseThrow() == Refresher.UAS));
  }

  /** RFC 4028 §7.2: the clock that a 2xx to our request starts; empty if it has no timer. */
  static Optional<SessionClock> ofClient(Moment now, SipResponse response) {
    return response
        .first(HeaderName.SESSION_EXPIRES)
        .flatMap(SessionExpires::parse)
        .filter(value -> value.seconds() >= SessionExpires.LEAST_SECONDS)
        .map(
            value ->
                started(
                    now,
                    value.seconds(),
                    value.refresher().orElse(Refresher.UAC) == Refresher.UAC));
  }

  /** RFC 4028 §7.3: the interval to ask for after a 422; empty if it is none. */
  public static Optional<Long> raised(SipResponse response) {
    return response.status() == 422
        ? response
            .first(HeaderName.MIN_SE)
            .flatMap(SessionExpires::parse)
            .map(SessionExpires::seconds)
        : Optional.empty();
  }
}
