package tandem.sip.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Character classes of RFC 3261 §25.1, and the reading of one unfolded header value that lies in
 * {@code b[at..to)}. Every method moves forward only, so work is linear.
 */
public final class Ascii {

  public static final int TOKEN = 1;
  static final int WORD = 1 << 1;
  static final int USER = 1 << 2;
  static final int PASSWORD = 1 << 3;
  static final int URI_PARAMETER = 1 << 4;
  static final int URI_HEADER = 1 << 5;
  static final int VALUE = 1 << 6;
  static final int HOST = 1 << 7;

  private static final VarHandle OCTETS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private static final String MARKS = "-_.!~*'()";
  private static final int[] CLASSES = new int[256];

  static {
    for (int c = 0; c < 128; c++) {
      boolean alphanumeric = isAlphanumeric(c);
      add(c, TOKEN, alphanumeric || "-.!%*_+`'~".indexOf(c) >= 0);
      add(c, WORD, alphanumeric || "-.!%*_+`'~()<>:\\\"/[]?{}".indexOf(c) >= 0);
      // The percent sign is checked apart: two hexadecimal digits must follow.
      boolean unreserved = alphanumeric || MARKS.indexOf(c) >= 0 || c == '%';
      add(c, USER, unreserved || "&=+$,;?/".indexOf(c) >= 0);
      add(c, PASSWORD, unreserved || "&=+$,".indexOf(c) >= 0);
      add(c, URI_PARAMETER, unreserved || "[]/:&+$".indexOf(c) >= 0);
      add(c, URI_HEADER, unreserved || "[]/?:+$&=".indexOf(c) >= 0);
      // The underscore is not in the grammar, yet it is common in names of real networks.
      add(c, HOST, alphanumeric || c == '.' || c == '-' || c == '_');
      // Wider than gen-value: tags and branches of real peers hold '=', '/', '@' and the like.
      add(c, VALUE, c > ' ' && c < 127 && ";,\"<>\\".indexOf(c) < 0);
    }
  }

  private Ascii() {}

  private static void add(int c, int type, boolean member) {
    CLASSES[c] |= member ? type : 0;
  }

  /** Whether the character belongs to one of the classes. */
  static boolean is(int c, int types) {
    return c >= 0 && c < 128 && (CLASSES[c] & types) != 0;
  }

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
    return is(c, TOKEN);
  }

  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isToken(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** {@code callid = word [ "@" word ]}. */
  public static boolean isCallId(String text) {
    byte[] b = utf8(text);
    return isCallId(b, 0, b.length);
  }

  static boolean isCallId(byte[] b, int from, int to) {
    int at = runEnd(b, from, to, WORD);
    int end = at > from && at < to && b[at] == '@' ? runEnd(b, at + 1, to, WORD) : at;
    return end == to && end > from && end != at + 1;
  }

  /** Space or horizontal tab. */
  public static boolean isWsp(int c) {
    return c == ' ' || c == '\t';
  }

  /** The lower case of a letter, any other character as it is. */
  public static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  /**
   * The value of a run of 1 to 10 digits, or -1 if the text is anything else or exceeds {@code
   * max}.
   */
  public static long number(String text, long max) {
    return text.length() > 10 ? -1 : number(utf8(text), 0, text.length(), max);
  }

  /**
   * The value of a run of digits of any length: leading zeros do not count, and what exceeds {@code
   * max} counts as {@code max}. -1 if the text is anything but digits.
   */
  public static long clamped(String text, long max) {
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c)) {
        return -1;
      }
      value = Math.min(max, value * 10 + (c - '0'));
    }
    return text.isEmpty() ? -1 : value;
  }

  /** {@code qvalue} in thousandths, 0 to 1000, or -1 if the text is anything else. */
  public static int qvalue(String text) {
    boolean dot = text.length() > 1 && text.charAt(1) == '.';
    if (text.isEmpty() || text.length() > 5 || text.length() > 1 && !dot) {
      return -1;
    }
    long fraction =
        number((text.substring(Math.min(2, text.length())) + "000").substring(0, 3), 999);
    long whole = number(text.substring(0, 1), 1);
    long thousandths = whole * 1_000 + fraction;
    return whole < 0 || fraction < 0 || thousandths > 1_000 ? -1 : (int) thousandths;
  }

  static int skipWsp(byte[] b, int at, int to) {
    int i = at;
    while (i < to && (b[i] == ' ' || b[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** The end of {@code b[from..to)} without its trailing white space. */
  static int trimEnd(byte[] b, int from, int to) {
    int i = to;
    while (i > from && (b[i - 1] == ' ' || b[i - 1] == '\t')) {
      i--;
    }
    return i;
  }

  /** Where the run of characters of a class of {@link Ascii} that begins at {@code at} ends. */
  public static int runEnd(byte[] b, int at, int to, int type) {
    int i = at;
    while (i < to && (CLASSES[b[i] & 0xff] & type) != 0) {
      i++;
    }
    return i;
  }

  static boolean allOf(byte[] b, int from, int to, int type) {
    return runEnd(b, from, to, type) == to;
  }

  /** The index after the closing quote of the string that opens at {@code at}, or -1. */
  static int quotedEnd(byte[] b, int at, int to) {
    for (int i = at + 1; i < to; i++) {
      if (b[i] == '\\') {
        i++;
      } else if (b[i] == '"') {
        return i + 1;
      }
    }
    return -1;
  }

  /** The index of {@code c}, or {@code to}. */
  public static int indexOf(byte[] b, int c, int from, int to) {
    int i = from;
    // Eight octets at a time, those behind the end included, which saves a loop for the rest.
    for (; i < to && i + 8 <= b.length; i += 8) {
      long found = zeros((long) OCTETS.get(b, i) ^ ONES * c);
      if (found != 0) {
        return Math.min(to, i + (Long.numberOfTrailingZeros(found) >>> 3));
      }
    }
    while (i < to && b[i] != c) {
      i++;
    }
    return Math.min(i, to);
  }

  /** The high bit of the lowest octet that is zero is set, and no lower bit. */
  private static long zeros(long octets) {
    return octets - ONES & ~octets & HIGH_BITS;
  }

  /**
   * RFC 3261 §7.3.1: the index of the next comma that stands neither in quotes nor in angle
   * brackets, or {@code to}.
   */
  static int comma(byte[] b, int from, int to) {
    return indexOf(b, ',', from, to) == to ? to : unquotedComma(b, from, to);
  }

  private static int unquotedComma(byte[] b, int from, int to) {
    boolean bracketed = false;
    for (int i = from; i < to; i++) {
      int c = b[i];
      if (c == ',' && !bracketed) {
        return i;
      } else if (c == '<') {
        bracketed = true;
      } else if (c == '>') {
        bracketed = false;
      } else if (c == '"' && !bracketed) {
        int end = quotedEnd(b, i, to);
        i = end < 0 ? to : end - 1;
      }
    }
    return to;
  }

  static boolean equalsIgnoreCase(byte[] b, int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      int c = b[from + i];
      int d = text.charAt(i);
      if (c != d && lower(c) != lower(d)) {
        return false;
      }
    }
    return true;
  }

  static boolean equals(byte[] b, int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (b[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The value of 1 to 10 digits, or -1 if it is anything else or exceeds {@code max}. */
  static long number(byte[] b, int from, int to, long max) {
    if (to <= from || to - from > 10) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      if (!isDigit(b[i])) {
        return -1;
      }
      value = value * 10 + (b[i] - '0');
    }
    return value <= max ? value : -1;
  }

  /** Whether two hexadecimal digits follow each percent sign. */
  static boolean escapesComplete(byte[] b, int from, int to) {
    for (int i = indexOf(b, '%', from, to); i < to; i = indexOf(b, '%', i + 1, to)) {
      if (i + 2 >= to || Character.digit(b[i + 1], 16) < 0 || Character.digit(b[i + 2], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /** As {@link #text}, of octets that are known to be US-ASCII. */
  static String ascii(byte[] b, int from, int to) {
    return from >= to ? "" : new String(b, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /**
   * Whether the octets are those of {@code lower}, which is in lower case; both are of token
   * characters, among which setting the bit of the lower case makes no two equal but letters.
   */
  static boolean equalsLower(byte[] b, int from, byte[] lower) {
    int i = 0;
    for (; i + 8 <= lower.length; i += 8) {
      if (((long) OCTETS.get(b, from + i) | ONES * 0x20) != (long) OCTETS.get(lower, i)) {
        return false;
      }
    }
    for (; i < lower.length; i++) {
      if ((b[from + i] | 0x20) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where the line that begins at {@code from} ends: its CR or LF, or {@code to}. */
  public static int lineEnd(byte[] b, int from, int to) {
    int i = from;
    for (; i < to && i + 8 <= b.length; i += 8) {
      long octets = (long) OCTETS.get(b, i);
      long found = zeros(octets ^ ONES * '\r') | zeros(octets ^ ONES * '\n');
      if (found != 0) {
        return Math.min(to, i + (Long.numberOfTrailingZeros(found) >>> 3));
      }
    }
    while (i < to && b[i] != '\r' && b[i] != '\n') {
      i++;
    }
    return Math.min(i, to);
  }

  /** Whether the eight octets from {@code at} on are those, lowest first. */
  static boolean startsWith(byte[] b, int at, int to, long octets) {
    return at + 8 <= to && (long) OCTETS.get(b, at) == octets;
  }

  /** Eight characters as {@link #startsWith} compares them. */
  static long octets(String text) {
    return (long) OCTETS.get(utf8(text), 0);
  }

  /** RFC 3261 §7.3.1: a line break and the white space around it count as one space. */
  static byte[] unfolded(byte[] b, int from, int to) {
    byte[] line = new byte[to - from];
    int length = 0;
    int at = from;
    while (at < to) {
      if (b[at] != '\r') {
        line[length++] = b[at++];
        continue;
      }
      while (length > 0 && isWsp(line[length - 1])) {
        length--;
      }
      while (at < to && (isWsp(b[at]) || b[at] == '\r' || b[at] == '\n')) {
        at++;
      }
      line[length++] = ' ';
    }
    return Arrays.copyOf(line, length);
  }

  static String text(byte[] b, int from, int to) {
    return from >= to ? "" : new String(b, from, to - from, StandardCharsets.UTF_8);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
