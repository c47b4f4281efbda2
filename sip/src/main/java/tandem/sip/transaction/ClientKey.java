package tandem.sip.transaction;

import tandem.sip.message.SipMessage;

/**
 * What a response is matched to its client transaction by, RFC 3261 §17.1.3.
 *
 * @param branch of the top Via; ours, so it never lacks
 * @param method of CSeq: a CANCEL shares the branch of its INVITE
 */
public record ClientKey(String branch, String method) implements TransactionId {

  public static ClientKey of(SipMessage message) {
    return new ClientKey(message.topVia().branch().orElse(""), message.cseq().method());
  }
}
