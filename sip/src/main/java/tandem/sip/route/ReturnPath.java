package tandem.sip.route;

import tandem.sip.message.Host;
import tandem.sip.message.SipRequest;
import tandem.sip.message.Via;
import tandem.sip.transport.Hop;

/** Where a response goes: RFC 3261 §18.2.2 with RFC 3581 §4; {@code maddr} is not obeyed. */
public final class ReturnPath {

  private ReturnPath() {}

  /**
   * @param via the top Via of the request
   * @param from where the request really came from
   */
  public static Hop of(Via via, Hop from) {
    if (from.transport().isReliable()) {
      // RFC 3261 §18.2.2: back over the connection the request came on.
      return from;
    }
    if (via.asksForRport()) {
      // RFC 3581 §4: to the very port it came from, and from where it was received.
      return from;
    }
    return new Hop(from.transport(), from.address(), port(via.sentBy(), from));
  }

  /** RFC 3261 §18.2.1, RFC 3581 §4: the request with its source noted in the top Via. */
  public static SipRequest noted(SipRequest request, Hop from) {
    Via via = request.topVia();
    Via noted = via.receivedFrom(from.address().getHostAddress(), from.port());
    return noted.equals(via) ? request : request.edit().replaceTopVia(noted).build();
  }

  private static int port(Host sentBy, Hop from) {
    return sentBy.port() > 0 ? sentBy.port() : from.transport().defaultPort();
  }
}
