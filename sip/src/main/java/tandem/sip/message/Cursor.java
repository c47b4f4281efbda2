package tandem.sip.message;

/** A reading position in one header value. Every method moves forward only, so work is linear. */
final class Cursor {

  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** The next character, or 0 at the end. */
  char peek() {
    return atEnd() ? 0 : text.charAt(at);
  }

  boolean take(char wanted) {
    if (peek() == wanted && !atEnd()) {
      at++;
      return true;
    }
    return false;
  }

  void skipWsp() {
    while (!atEnd() && Ascii.isWsp(text.charAt(at))) {
      at++;
    }
  }

  /** A possibly empty run of token characters. */
  String token() {
    int from = at;
    while (!atEnd() && Ascii.isToken(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  /** A run of {@code token} or {@code host} characters: IPv6 references are allowed. */
  String parameterValue() {
    int from = at;
    while (!atEnd()) {
      char c = text.charAt(at);
      if (!Ascii.isToken(c) && c != '[' && c != ']' && c != ':') {
        break;
      }
      at++;
    }
    return text.substring(from, at);
  }

  /** A quoted string with its quotes, or the empty string if it does not end. */
  String quoted() {
    int from = at;
    int i = at + 1;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '\\') {
        i += 2;
      } else if (c == '"') {
        at = i + 1;
        return text.substring(from, at);
      } else {
        i++;
      }
    }
    return "";
  }

  /** Everything up to {@code end}, which is not taken; to the end of the text if it is absent. */
  String until(char end) {
    int found = text.indexOf(end, at);
    int to = found < 0 ? text.length() : found;
    String part = text.substring(at, to);
    at = to;
    return part;
  }

  /** Everything up to the first of two characters. */
  String untilAny(char first, char second) {
    int from = at;
    while (!atEnd() && text.charAt(at) != first && text.charAt(at) != second) {
      at++;
    }
    return text.substring(from, at);
  }

  String rest() {
    String rest = text.substring(at);
    at = text.length();
    return rest;
  }
}
