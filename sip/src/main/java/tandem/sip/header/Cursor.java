package tandem.sip.header;

import tandem.sip.message.Ascii;

/** A reading position in one header value. Every method moves forward only, so work is linear. */
final class Cursor {

  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
    skipWsp();
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** The next character, or 0 at the end. */
  char peek() {
    return atEnd() ? 0 : text.charAt(at);
  }

  /** Takes the character and the white space after it. */
  boolean take(char wanted) {
    if (!atEnd() && text.charAt(at) == wanted) {
      at++;
      skipWsp();
      return true;
    }
    return false;
  }

  private void skipWsp() {
    while (!atEnd() && Ascii.isWsp(text.charAt(at))) {
      at++;
    }
  }

  /** A possibly empty run of token characters; the white space after it is skipped. */
  String token() {
    int from = at;
    while (!atEnd() && Ascii.isToken(text.charAt(at))) {
      at++;
    }
    String token = text.substring(from, at);
    skipWsp();
    return token;
  }

  /** A run of digits, or -1 if there is none or it exceeds {@code max}. */
  long number(long max) {
    int from = at;
    while (!atEnd() && Ascii.isDigit(text.charAt(at))) {
      at++;
    }
    long value = Ascii.clamped(text.substring(from, at), max + 1);
    skipWsp();
    return value > max ? -1 : value;
  }

  /** Up to white space or one of the characters. */
  String until(String ends) {
    int from = at;
    while (!atEnd() && !Ascii.isWsp(text.charAt(at)) && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String part = text.substring(from, at);
    skipWsp();
    return part;
  }

  /** A quoted string or comment with its delimiters, or the empty string if it does not end. */
  String enclosed(char open, char close) {
    int depth = 0;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == close && (depth == 1 || open == close && i > at)) {
        String part = text.substring(at, i + 1);
        at = i + 1;
        skipWsp();
        return part;
      } else {
        depth += c == open ? 1 : c == close ? -1 : 0;
      }
    }
    return "";
  }

  String rest() {
    String rest = text.substring(at);
    at = text.length();
    return rest.stripTrailing();
  }
}
