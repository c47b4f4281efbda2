package tandem.sip.transaction;

import java.nio.charset.StandardCharsets;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.message.HeaderName;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;

/** The messages that transactions make by themselves out of those they were given. */
public final class FollowUps {

  private FollowUps() {}

  /** The request as it is sent. */
  public static byte[] bytes(SipRequest request) {
    return request.text().toBytes();
  }

  /** RFC 3261 §17.1.1.3: the ACK for a response other than 2xx, on the branch of the INVITE. */
  static byte[] ack(SipRequest invite, SipResponse response) {
    return hopByHop(invite, "ACK", response.to());
  }

  /** RFC 3261 §9.1: the CANCEL of a request, on its branch. */
  public static byte[] cancel(SipRequest invite) {
    return hopByHop(invite, "CANCEL", invite.to());
  }

  /** RFC 3261 §8.2.6.1: a 100 has no To tag of its own. */
  static byte[] trying(SipRequest invite) {
    return ResponseBuilder.to(invite, 100).build();
  }

  private static byte[] hopByHop(SipRequest invite, String method, NameAddr to) {
    StringBuilder text = new StringBuilder(400);
    text.append(method).append(' ').append(invite.requestUri()).append(" SIP/2.0\r\n");
    // RFC 3261 §17.1.1.3, §9.1: a single Via, the top one of the request.
    field(text, HeaderName.VIA, invite.topVia().toString());
    for (String route : invite.text().values(HeaderName.ROUTE)) {
      field(text, HeaderName.ROUTE, route);
    }
    field(text, HeaderName.MAX_FORWARDS, "70");
    field(text, HeaderName.FROM, invite.from().toString());
    field(text, HeaderName.TO, to.toString());
    field(text, HeaderName.CALL_ID, invite.callId());
    field(text, HeaderName.CSEQ, invite.cseq().number() + " " + method);
    text.append("Content-Length: 0\r\n\r\n");
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void field(StringBuilder text, HeaderName name, String value) {
    text.append(name.text()).append(": ").append(value).append("\r\n");
  }
}
