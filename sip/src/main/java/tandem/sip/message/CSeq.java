package tandem.sip.message;

import java.util.Optional;

/** RFC 3261 §20.16. */
public record CSeq(long number, String method) {

  /** RFC 3261 §8.1.1.5: less than 2**31. */
  public static final long MAX_NUMBER = 0x7fff_ffffL;

  /** Empty if the text is malformed. Never throws. */
  public static Optional<CSeq> parse(String text) {
    int start = 0;
    while (start + 1 < text.length()
        && text.charAt(start) == '0'
        && Ascii.isDigit(text.charAt(start + 1))) {
      start++;
    }
    int end = start;
    while (end < text.length() && Ascii.isDigit(text.charAt(end))) {
      end++;
    }
    String method = text.substring(end).strip();
    if (end == text.length() || !Ascii.isWsp(text.charAt(end)) || !Ascii.isToken(method)) {
      return Optional.empty();
    }
    long number = Ascii.number(text.substring(start, end), MAX_NUMBER);
    return number < 0 ? Optional.empty() : Optional.of(new CSeq(number, method));
  }

  @Override
  public String toString() {
    return number + " " + method;
  }
}
