package tandem.sip.message;

import java.util.Optional;

/** RFC 3261 §20.16. */
public record CSeq(long number, String method) {

  /** RFC 3261 §8.1.1.5: less than 2**31. */
  public static final long MAX_NUMBER = 0x7fff_ffffL;

  /** Empty if the text is malformed. Never throws. */
  public static Optional<CSeq> parse(String text) {
    byte[] b = Ascii.utf8(text);
    return Optional.ofNullable(read(b, 0, b.length));
  }

  static CSeq read(byte[] b, int from, int to) {
    int start = from;
    while (start + 1 < to && b[start] == '0' && Ascii.isDigit(b[start + 1])) {
      start++;
    }
    int end = start;
    while (end < to && Ascii.isDigit(b[end])) {
      end++;
    }
    int methodFrom = Ascii.skipWsp(b, end, to);
    int methodTo = Ascii.trimEnd(b, methodFrom, to);
    if (methodFrom == end
        || methodFrom == methodTo
        || !Ascii.allOf(b, methodFrom, methodTo, Ascii.TOKEN)) {
      return null;
    }
    long number = Ascii.number(b, start, end, MAX_NUMBER);
    return number < 0 ? null : new CSeq(number, SipRequest.method(b, methodFrom, methodTo));
  }

  @Override
  public String toString() {
    return number + " " + method;
  }
}
