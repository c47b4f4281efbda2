package tandem.sip.transaction;

import tandem.sip.build.RequestBuilder;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;

/** The messages that transactions make by themselves out of those they were given. */
public final class FollowUps {

  private FollowUps() {}

  /** RFC 3261 §17.1.1.3: the ACK for a response other than 2xx, on the branch of the INVITE. */
  static byte[] ack(SipRequest invite, SipResponse response) {
    return hopByHop(invite, "ACK", response.to()).bytes();
  }

  /** RFC 3261 §9.1: the CANCEL of a request, on its branch. */
  public static SipRequest cancel(SipRequest invite) {
    return hopByHop(invite, "CANCEL", invite.to());
  }

  /** RFC 3261 §8.2.6.1: a 100 has no To tag of its own. */
  static byte[] trying(SipRequest invite) {
    return ResponseBuilder.to(invite, 100).build().bytes();
  }

  private static SipRequest hopByHop(SipRequest invite, String method, NameAddr to) {
    // RFC 3261 §17.1.1.3, §9.1: a single Via, the top one of the request, and its Route.
    return RequestBuilder.of(method, invite.requestUri())
        .via(invite.topVia())
        .routes(invite.routes())
        .from(invite.from())
        .to(to)
        .callId(invite.callId())
        .cseq(invite.cseq().number())
        .build();
  }
}
