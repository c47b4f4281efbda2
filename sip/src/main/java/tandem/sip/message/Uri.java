package tandem.sip.message;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A URI as RFC 3261 §25.1 allows it: {@code sip}, {@code sips}, {@code tel}, or any other scheme,
 * kept as it came.
 */
public sealed interface Uri permits SipUri, Uri.Tel, Uri.Other {

  /** A longer Request-URI is answered 414; a longer URI elsewhere makes its header malformed. */
  int MAX_URI = 2_048;

  /** In lower case. */
  String scheme();

  /**
   * A telephone number, RFC 3966 §3.
   *
   * @param number with its visual separators, {@code +} first if it is global
   */
  record Tel(String number, Parameters parameters) implements Uri {
    @Override
    public String scheme() {
      return "tel";
    }

    public boolean isGlobal() {
      return number.startsWith("+");
    }

    /** RFC 3966 §5.1.1: the number without its visual separators. */
    public String digits() {
      StringBuilder digits = new StringBuilder(number.length());
      for (int i = 0; i < number.length(); i++) {
        char c = number.charAt(i);
        if ("-.()".indexOf(c) < 0) {
          digits.append((char) Ascii.lower(c));
        }
      }
      return digits.toString();
    }

    /** RFC 3966 §4: the same digits, and the same parameters in any order. */
    private boolean matches(Tel other) {
      return digits().equals(other.digits()) && sorted(parameters).equals(sorted(other.parameters));
    }

    private static List<String> sorted(Parameters parameters) {
      return parameters.list().stream()
          .map(p -> p.toString().toLowerCase(Locale.ROOT))
          .sorted()
          .toList();
    }

    @Override
    public String toString() {
      return "tel:" + number + parameters;
    }
  }

  /** A URI of a scheme that is not taken apart, for example {@code urn:}. */
  record Other(String scheme, String rest) implements Uri {
    @Override
    public String toString() {
      return scheme + ":" + rest;
    }
  }

  /** Whether both name the same resource: RFC 3261 §19.1.4, RFC 3966 §4, else as text. */
  default boolean equivalent(Uri other) {
    return switch (this) {
      case SipUri mine -> other instanceof SipUri theirs && mine.matches(theirs);
      case Tel mine -> other instanceof Tel theirs && mine.matches(theirs);
      case Other mine -> mine.equals(other);
    };
  }

  /** Empty if the text is no URI. Never throws. */
  static Optional<Uri> parse(String text) {
    byte[] b = Ascii.utf8(text);
    return parse(b, 0, b.length);
  }

  /** As {@link #parse}, of the bytes {@code b[from..to)}, which must not change afterwards. */
  static Optional<Uri> parse(byte[] b, int from, int to) {
    return Optional.ofNullable(read(b, from, to));
  }

  /** Whether {@code b[from..to)} is a URI, without making one. */
  static boolean isSound(byte[] b, int from, int to) {
    int colon = Ascii.indexOf(b, ':', from, to);
    return colon < to && isSip(b, from, colon)
        ? to - from <= MAX_URI && SipUri.isSound(b, from, colon, to)
        : read(b, from, to) != null;
  }

  private static boolean isSip(byte[] b, int from, int colon) {
    int length = colon - from;
    return (length == 3 || length == 4 && (b[from + 3] | 0x20) == 's')
        && (b[from] | 0x20) == 's'
        && (b[from + 1] | 0x20) == 'i'
        && (b[from + 2] | 0x20) == 'p';
  }

  /** The URI in {@code b[from..to)}, or null. */
  private static Uri read(byte[] b, int from, int to) {
    if (to - from > MAX_URI) {
      return null;
    }
    int colon = Ascii.indexOf(b, ':', from, to);
    if (colon == to || colon == from || colon + 1 == to) {
      return null;
    }
    if (isSip(b, from, colon)) {
      return SipUri.read(b, from, colon, to);
    }
    return isScheme(b, from, colon) && isPrintable(b, colon, to) ? other(b, from, colon, to) : null;
  }

  private static Uri other(byte[] b, int from, int colon, int to) {
    String scheme = Ascii.text(b, from, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("tel")) {
      return new Other(scheme, Ascii.text(b, colon + 1, to));
    }
    int end = Ascii.indexOf(b, ';', colon + 1, to);
    for (int i = colon + 1; i < end; i++) {
      boolean plus = b[i] == '+' && i == colon + 1;
      boolean digit = Character.digit(b[i], 16) >= 0 || "*#-.()".indexOf(b[i]) >= 0;
      if (!plus && !digit) {
        return null;
      }
    }
    boolean sound = end > colon + 1 && Parameters.isSoundInUri(b, end, to);
    return sound ? new Tel(Ascii.text(b, colon + 1, end), new Parameters(b, end, to)) : null;
  }

  private static boolean isScheme(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      int c = b[i];
      if (!Ascii.isAlphanumeric(c) && c != '+' && c != '-' && c != '.') {
        return false;
      }
    }
    return Ascii.isAlpha(b[from]);
  }

  private static boolean isPrintable(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      int c = b[i];
      if (c >= 0 && c <= ' ' || c == '<' || c == '>' || c == '"' || c == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
