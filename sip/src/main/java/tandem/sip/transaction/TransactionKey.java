package tandem.sip.transaction;

import tandem.sip.message.Host;
import tandem.sip.message.SipRequest;
import tandem.sip.message.Via;

/** What a request is matched to its server transaction by, RFC 3261 §17.2.3. */
public sealed interface TransactionKey extends TransactionId {

  /**
   * Of a request with a branch that is unique.
   *
   * @param sentBy as it came: a request that comes again comes as it was
   */
  record Branched(String branch, Host sentBy, String method) implements TransactionKey {}

  /**
   * Of an RFC 2543 peer: Request-URI, From tag, Call-ID, CSeq number and the whole top Via. The To
   * tag is left out: it differs only for an ACK, which finds its INVITE by the rest.
   */
  record Unbranched(String uri, String fromTag, String callId, long cseq, String viaAndMethod)
      implements TransactionKey {}

  /** The key of a request; that of an ACK is the key of the INVITE it acknowledges. */
  static TransactionKey of(SipRequest request) {
    return of(request, request.method().equals("ACK") ? "INVITE" : request.method());
  }

  /** RFC 3261 §9.2: the key of the INVITE that a CANCEL is for. */
  static TransactionKey ofCancelled(SipRequest cancel) {
    return of(cancel, "INVITE");
  }

  private static TransactionKey of(SipRequest request, String method) {
    Via via = request.topVia();
    String branch = via.branch().orElse("");
    if (branch.startsWith(Via.MAGIC_COOKIE) && branch.length() > Via.MAGIC_COOKIE.length()) {
      return new Branched(branch, via.sentBy(), method);
    }
    return new Unbranched(
        request.requestUri().toString(),
        request.from().tag().orElse(""),
        request.callId(),
        request.cseq().number(),
        via + "|" + method);
  }
}
