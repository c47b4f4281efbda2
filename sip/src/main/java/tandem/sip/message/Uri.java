package tandem.sip.message;

import java.util.Optional;

/**
 * A URI as RFC 3261 §25.1 allows it: {@code sip}, {@code sips}, or any other scheme, kept as is.
 */
public sealed interface Uri permits SipUri, Uri.Other {

  /** A longer Request-URI is answered 414; a longer URI elsewhere makes its header malformed. */
  int MAX_URI = 2_048;

  /** In lower case. */
  String scheme();

  /** A URI of a scheme that is not taken apart, for example {@code tel:}. */
  record Other(String scheme, String rest) implements Uri {
    @Override
    public String toString() {
      return scheme + ":" + rest;
    }
  }

  /** Empty if the text is no URI. Never throws. */
  static Optional<Uri> parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || text.length() > MAX_URI || !Ascii.isAlpha(text.charAt(0))) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == 0x7f) {
        return Optional.empty();
      }
    }
    String scheme = text.substring(0, colon).toLowerCase(java.util.Locale.ROOT);
    for (int i = 0; i < colon; i++) {
      char c = scheme.charAt(i);
      if (!Ascii.isAlphanumeric(c) && c != '+' && c != '-' && c != '.') {
        return Optional.empty();
      }
    }
    if (scheme.equals("sip") || scheme.equals("sips")) {
      return SipUri.parse(scheme, text.substring(colon + 1)).map(uri -> uri);
    }
    return colon + 1 == text.length()
        ? Optional.empty()
        : Optional.of(new Other(scheme, text.substring(colon + 1)));
  }
}
