package tandem.sip.header;

import java.util.Optional;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipMessage;

/**
 * RFC 3261 §20.33.
 *
 * @param comment with its parentheses, empty if there is none
 */
public record RetryAfter(long seconds, String comment, Parameters parameters) {

  /** Empty if the text is malformed. Never throws. */
  public static Optional<RetryAfter> parse(String text) {
    Cursor in = new Cursor(text);
    long seconds = in.number(SipMessage.MAX_SECONDS);
    boolean commented = in.peek() == '(';
    String comment = commented ? in.enclosed('(', ')') : "";
    return seconds < 0 || commented && comment.isEmpty()
        ? Optional.empty()
        : Parameters.parse(in.rest()).map(list -> new RetryAfter(seconds, comment, list));
  }

  @Override
  public String toString() {
    return seconds + (comment.isEmpty() ? "" : " " + comment) + parameters;
  }
}
