package tandem.sip.message;

import java.util.List;

/**
 * @param method as it came: methods are case-sensitive (RFC 3261 §7.1)
 */
public record SipRequest(String method, Uri requestUri, MessageText text, Envelope envelope)
    implements SipMessage {

  /** The methods of RFC 3261, 3262, 3265, 3311, 3428, 3515, 3903, 6086. */
  public static final List<String> METHODS =
      List.of(
          "INVITE",
          "ACK",
          "BYE",
          "CANCEL",
          "REGISTER",
          "OPTIONS",
          "PRACK",
          "UPDATE",
          "SUBSCRIBE",
          "NOTIFY",
          "REFER",
          "MESSAGE",
          "INFO",
          "PUBLISH");

  /** As the parser goes through them. */
  private static final String[] KNOWN = METHODS.toArray(String[]::new);

  /** The method in {@code b[from..to)}, one String object for each known one. */
  public static String method(byte[] b, int from, int to) {
    for (String known : KNOWN) {
      if (known.length() == to - from
          && known.charAt(0) == b[from]
          && Ascii.equals(b, from, to, known)) {
        return known;
      }
    }
    return Ascii.text(b, from, to);
  }

  public boolean isInvite() {
    return method.equals("INVITE");
  }

  public boolean isAck() {
    return method.equals("ACK");
  }

  /** Changes to a copy; this request stays as it is. */
  public MessageEdit<SipRequest> edit() {
    return MessageEdit.of(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SipRequest request && java.util.Arrays.equals(bytes(), request.bytes());
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(bytes());
  }

  /** The start line: what people need to see of it. */
  @Override
  public String toString() {
    return text.startLine();
  }
}
