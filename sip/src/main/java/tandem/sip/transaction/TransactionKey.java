package tandem.sip.transaction;

import tandem.sip.message.SipRequest;
import tandem.sip.message.Via;

/** What a request is matched to its server transaction by, RFC 3261 §17.2.3. */
public record TransactionKey(String value) {

  public static TransactionKey of(SipRequest request) {
    Via via = request.topVia();
    // The method of an ACK is that of the INVITE it acknowledges.
    String method = request.method().equals("ACK") ? "INVITE" : request.method();
    String branch = via.branch().orElse("");
    if (branch.startsWith(Via.MAGIC_COOKIE) && branch.length() > Via.MAGIC_COOKIE.length()) {
      return new TransactionKey(branch + '|' + via.sentBy() + '|' + method);
    }
    // RFC 2543 peers: Request-URI, tags, Call-ID, CSeq and the whole top Via. The To tag is left
    // out: it differs only for an ACK, which non-INVITE transactions never see.
    return new TransactionKey(
        request.requestUri()
            + "|"
            + request.from().tag().orElse("")
            + '|'
            + request.callId()
            + '|'
            + request.cseq().number()
            + '|'
            + method
            + '|'
            + via);
  }
}
