package tandem.sip.message;

/** Character classes of RFC 3261 §25.1 over bytes and characters. */
public final class Ascii {

  private static final String TOKEN_MARKS = "-.!%*_+`'~";
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (int c = 0; c < 128; c++) {
      TOKEN[c] = isAlphanumeric(c) || TOKEN_MARKS.indexOf(c) >= 0;
    }
  }

  private Ascii() {}

  public static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  public static boolean isAlpha(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  public static boolean isAlphanumeric(int c) {
    return isAlpha(c) || isDigit(c);
  }

  /** A character of {@code token}. */
  public static boolean isToken(int c) {
    return c >= 0 && c < 128 && TOKEN[c];
  }

  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isToken(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Space or horizontal tab. */
  public static boolean isWsp(int c) {
    return c == ' ' || c == '\t';
  }

  static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  static boolean equalsLower(byte[] bytes, int from, byte[] lower) {
    for (int i = 0; i < lower.length; i++) {
      if (lower(bytes[from + i]) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The value of a run of 1 to 10 digits, or -1 if the text is anything else or exceeds {@code
   * max}.
   */
  public static long number(String text, long max) {
    if (text.isEmpty() || text.length() > 10) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value <= max ? value : -1;
  }
}
