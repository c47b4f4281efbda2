package tandem.sip.auth;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.sip.message.Ascii;

/**
 * The {@code name=value} list after the scheme {@code Digest}, RFC 3261 §25.1. Names are in lower
 * case, values without their quotes.
 */
record DigestFields(Map<String, String> values) {

  /** More parameters make the header malformed. */
  static final int MAX_FIELDS = 32;

  private static final String SCHEME = "Digest";

  /** Empty if it is another scheme or malformed. Never throws; work is linear. */
  static Optional<DigestFields> parse(String header) {
    String text = header.strip();
    if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || text.length() == SCHEME.length()
        || !Ascii.isWsp(text.charAt(SCHEME.length()))) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    int at = SCHEME.length();
    while (at < text.length()) {
      at = skip(text, at);
      int nameEnd = at;
      while (nameEnd < text.length() && Ascii.isToken(text.charAt(nameEnd))) {
        nameEnd++;
      }
      String name = text.substring(at, nameEnd).toLowerCase(Locale.ROOT);
      int equals = skip(text, nameEnd);
      if (name.isEmpty() || equals >= text.length() || text.charAt(equals) != '=') {
        return Optional.empty();
      }
      StringBuilder value = new StringBuilder();
      at = skip(text, value(text, skip(text, equals + 1), value));
      // RFC 7616 §3.3: a parameter must not come twice.
      if (at < 0 || values.putIfAbsent(name, value.toString()) != null) {
        return Optional.empty();
      }
      if (values.size() > MAX_FIELDS || at < text.length() && text.charAt(at) != ',') {
        return Optional.empty();
      }
      at++;
    }
    return values.isEmpty() ? Optional.empty() : Optional.of(new DigestFields(values));
  }

  private static int skip(String text, int from) {
    int at = from;
    while (at >= 0 && at < text.length() && Ascii.isWsp(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Appends the value at {@code from}; where it ends, or -1. */
  private static int value(String text, int from, StringBuilder value) {
    int at = from;
    if (at < text.length() && text.charAt(at) == '"') {
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '"') {
          return at + 1;
        }
        if (c == '\\' && ++at == text.length()) {
          return -1;
        }
        value.append(text.charAt(at));
      }
      return -1;
    }
    while (at < text.length() && text.charAt(at) != ',' && !Ascii.isWsp(text.charAt(at))) {
      value.append(text.charAt(at++));
    }
    return value.isEmpty() ? -1 : at;
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  String orEmpty(String name) {
    return values.getOrDefault(name, "");
  }

  /** A quoted string, RFC 3261 §25.1. */
  static String quoted(String value) {
    if (value.indexOf('"') < 0 && value.indexOf('\\') < 0) {
      return '"' + value + '"';
    }
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
