package tandem.sip.message;

import java.util.Optional;

/**
 * A {@code name-addr} or {@code addr-spec} with its header parameters, as in To, From, Contact,
 * Route (RFC 3261 §20.10). Immutable over the bytes it came in; equal are values that print the
 * same.
 */
public final class NameAddr {

  private final byte[] b;
  private final Uri uri;
  private final int displayFrom;
  private final int displayTo;
  private final int parametersFrom;
  private final int parametersTo;

  private NameAddr(byte[] b, Uri uri, int displayFrom, int displayTo, int from, int to) {
    this.b = b;
    this.uri = uri;
    this.displayFrom = displayFrom;
    this.displayTo = displayTo;
    this.parametersFrom = from;
    this.parametersTo = to;
  }

  /**
   * @param displayName token characters or a quoted string with its quotes, empty for none
   */
  public NameAddr(String displayName, Uri uri, Parameters parameters) {
    byte[] display = Ascii.utf8(displayName);
    byte[] list = Ascii.utf8(parameters.toString());
    byte[] both = java.util.Arrays.copyOf(display, display.length + list.length);
    System.arraycopy(list, 0, both, display.length, list.length);
    this(both, uri, 0, display.length, display.length, both.length);
  }

  /** {@code <uri>} without display name and parameters. */
  public static NameAddr of(Uri uri) {
    return new NameAddr("", uri, Parameters.NONE);
  }

  /** Empty if the text is malformed. Never throws. */
  public static Optional<NameAddr> parse(String text) {
    byte[] b = Ascii.utf8(text);
    return Optional.ofNullable(read(b, 0, b.length));
  }

  /** The value in {@code b[from..to)}, or null. */
  static NameAddr read(byte[] b, int from, int to) {
    int displayFrom = Ascii.skipWsp(b, from, to);
    int displayTo = displayFrom;
    if (displayFrom < to && b[displayFrom] == '"') {
      displayTo = Ascii.quotedEnd(b, displayFrom, to);
      if (displayTo < 0) {
        return null;
      }
    }
    int open = displayTo;
    while (open < to && isDisplay(b[open])) {
      open++;
    }
    if (open == to || b[open] != '<') {
      // Bare addr-spec, which neither quotes nor spaces may precede.
      return displayTo == displayFrom ? bare(b, displayFrom, to) : null;
    }
    if (displayTo == displayFrom) {
      displayTo = Ascii.trimEnd(b, displayFrom, open);
    } else if (Ascii.skipWsp(b, displayTo, open) != open) {
      return null;
    }
    int close = Ascii.indexOf(b, '>', open, to);
    if (close == to || !Parameters.isSound(b, close + 1, to)) {
      return null;
    }
    Uri uri = Uri.parse(b, open + 1, close).orElse(null);
    return uri == null ? null : new NameAddr(b, uri, displayFrom, displayTo, close + 1, to);
  }

  /**
   * RFC 3261 §20: without brackets the parameters belong to the header, and a URI with {@code ?} or
   * {@code ,} needs brackets.
   */
  private static NameAddr bare(byte[] b, int from, int to) {
    int end = Ascii.indexOf(b, ';', from, to);
    int uriTo = Ascii.trimEnd(b, from, end);
    if (Ascii.indexOf(b, '?', from, uriTo) < uriTo
        || Ascii.indexOf(b, ',', from, uriTo) < uriTo
        || !Parameters.isSound(b, end, to)) {
      return null;
    }
    Uri uri = Uri.parse(b, from, uriTo).orElse(null);
    return uri == null ? null : new NameAddr(b, uri, from, from, end, to);
  }

  /** {@code *(token LWS)}, and UTF-8 as many phones send it. */
  private static boolean isDisplay(byte c) {
    return c < 0 || Ascii.isWsp(c) || Ascii.isToken(c);
  }

  /** As it came (a quoted string keeps its quotes), empty if there is none. */
  public String displayName() {
    return Ascii.text(b, displayFrom, displayTo);
  }

  public Uri uri() {
    return uri;
  }

  public Parameters parameters() {
    return parametersFrom == parametersTo
        ? Parameters.NONE
        : new Parameters(b, parametersFrom, parametersTo);
  }

  public Optional<String> parameter(String name) {
    return Parameters.get(b, parametersFrom, parametersTo, name);
  }

  public Optional<String> tag() {
    return parameter("tag");
  }

  /**
   * RFC 3261 §25.1 {@code qvalue} in thousandths, 0 to 1000; 1000 if there is none or it is
   * malformed.
   */
  public int q() {
    return parameter("q").map(Ascii::qvalue).filter(q -> q >= 0).orElse(1_000);
  }

  public NameAddr with(Parameters parameters) {
    return new NameAddr(displayName(), uri, parameters);
  }

  public NameAddr withTag(String tag) {
    return with(parameters().with("tag", tag));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameAddr address && toString().equals(address.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** Canonical: the URI in brackets, no white space around the separators. */
  @Override
  public String toString() {
    String prefix = displayFrom == displayTo ? "" : displayName() + " ";
    return prefix + "<" + uri + ">" + parameters();
  }
}
