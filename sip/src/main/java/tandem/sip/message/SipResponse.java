package tandem.sip.message;

/**
 * @param status 100 to 699
 */
public record SipResponse(int status, String reason, MessageText text, Envelope envelope)
    implements SipMessage {

  /** RFC 3261 §17.1: every response but 1xx ends a transaction. */
  public boolean isFinal() {
    return status >= 200;
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
