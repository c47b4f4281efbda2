package tandem.sip.dialog;

import tandem.sip.message.SipMessage;

/**
 * RFC 3261 §12: what a dialog is found by.
 *
 * @param remoteTag empty for a peer of RFC 2543, which gives none (§12.1.1)
 */
public record DialogId(String callId, String localTag, String remoteTag) {

  /** The dialog a request is for, as its receiver names it. */
  public static DialogId ofReceived(SipMessage request) {
    return new DialogId(
        request.callId(), request.to().tag().orElse(""), request.from().tag().orElse(""));
  }

  /** The dialog a response makes or belongs to, as the sender of the request names it. */
  public static DialogId ofAnswered(SipMessage response) {
    return new DialogId(
        response.callId(), response.from().tag().orElse(""), response.to().tag().orElse(""));
  }
}
