package tandem.sip.message;

/**
 * @param status 100 to 699
 */
public record SipResponse(int status, String reason, MessageText text, Envelope envelope)
    implements SipMessage {

  public boolean isProvisional() {
    return status < 200;
  }

  /** RFC 3261 §17.1: every response but 1xx ends a transaction. */
  public boolean isFinal() {
    return status >= 200;
  }

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Changes to a copy; this response stays as it is. */
  public MessageEdit<SipResponse> edit() {
    return MessageEdit.of(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SipResponse response
        && java.util.Arrays.equals(bytes(), response.bytes());
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(bytes());
  }

  @Override
  public String toString() {
    return text.startLine();
  }
}
