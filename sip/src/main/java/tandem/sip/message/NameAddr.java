package tandem.sip.message;

import java.util.Optional;

/**
 * A {@code name-addr} or {@code addr-spec} with its header parameters, as in To, From, Contact,
 * Route.
 *
 * @param displayName as it came (a quoted string keeps its quotes), empty if there is none
 */
public record NameAddr(String displayName, Uri uri, Parameters parameters) {

  /** Empty if the text is malformed. Never throws. */
  public static Optional<NameAddr> parse(String text) {
    Cursor in = new Cursor(text);
    in.skipWsp();
    String display = "";
    if (in.peek() == '"') {
      display = in.quoted();
      in.skipWsp();
      if (display.isEmpty() || in.peek() != '<') {
        return Optional.empty();
      }
    } else if (text.indexOf('<') >= 0) {
      display = in.until('<').strip();
      if (!isDisplayName(display)) {
        return Optional.empty();
      }
    }
    Optional<Uri> uri;
    if (in.take('<')) {
      uri = Uri.parse(in.until('>'));
      if (!in.take('>')) {
        return Optional.empty();
      }
    } else {
      // RFC 3261 §20: without brackets the parameters belong to the header, and '?' or ',' needs
      // them.
      String bare = in.until(';').strip();
      uri = bare.indexOf('?') >= 0 || bare.indexOf(',') >= 0 ? Optional.empty() : Uri.parse(bare);
    }
    if (uri.isEmpty()) {
      return Optional.empty();
    }
    String name = display;
    return Parameters.parse(in).map(parameters -> new NameAddr(name, uri.get(), parameters));
  }

  private static boolean isDisplayName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Ascii.isToken(c) && !Ascii.isWsp(c) && c < 128) {
        return false;
      }
    }
    return true;
  }

  public Optional<String> tag() {
    return parameters.get("tag");
  }

  @Override
  public String toString() {
    String prefix = displayName.isEmpty() ? "" : displayName + " ";
    return prefix + "<" + uri + ">" + parameters;
  }
}
