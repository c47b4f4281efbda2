package tandem.sip.message;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A {@code name-addr} or {@code addr-spec} with its header parameters, as in To, From, Contact,
 * Route (RFC 3261 §20.10). Immutable over the bytes it came in; equal are values that print the
 * same.
 */
public final class NameAddr {

  private static final long UNSOUND = -1;
  private static final int BARE = -2;

  private final byte[] b;

  /** Where the display name begins, or the URI if there are no brackets. */
  private final int from;

  private final int to;

  /**
   * Offsets from {@link #from}, sixteen bits each, from the low end: where the URI begins, where it
   * ends, where the parameters begin.
   */
  private final long parts;

  /** Read when first asked for; racing readers read the same. */
  private Uri uri;

  private NameAddr(byte[] b, int from, int to, long parts) {
    this.b = b;
    this.from = from;
    this.to = to;
    this.parts = parts;
  }

  /**
   * @param displayName token characters or a quoted string with its quotes, empty for none
   */
  public NameAddr(String displayName, Uri uri, Parameters parameters) {
    byte[] display = Ascii.utf8(displayName);
    byte[] address = Ascii.utf8("<" + uri + ">");
    byte[] list = Ascii.utf8(parameters.toString());
    this.b = Arrays.copyOf(display, display.length + address.length + list.length);
    System.arraycopy(address, 0, b, display.length, address.length);
    System.arraycopy(list, 0, b, display.length + address.length, list.length);
    if (b.length > MessageText.MAX_FIELD) {
      throw new IllegalArgumentException("an address of " + b.length + " bytes");
    }
    this.from = 0;
    this.to = b.length;
    int uriFrom = display.length + 1;
    int after = display.length + address.length;
    this.parts = parts(uriFrom, after - 1, after);
    this.uri = uri;
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
    int start = Ascii.skipWsp(b, from, to);
    long parts = scan(b, start, to);
    return parts == UNSOUND ? null : new NameAddr(b, start, to, parts);
  }

  static boolean isSound(byte[] b, int from, int to) {
    return scan(b, Ascii.skipWsp(b, from, to), to) != UNSOUND;
  }

  /** Whether {@code b[from..to)} is a comma-separated list of such values. */
  static boolean areSound(byte[] b, int from, int to) {
    for (int at = from; at <= to; ) {
      int comma = Ascii.comma(b, at, to);
      if (!isSound(b, at, comma)) {
        return false;
      }
      at = comma + 1;
    }
    return true;
  }

  /** Adds the values of the list in {@code b[from..to)}; malformed ones are left out. */
  static List<NameAddr> readAll(byte[] b, int from, int to, List<NameAddr> into) {
    for (int at = from; at <= to; ) {
      int comma = Ascii.comma(b, at, to);
      NameAddr value = read(b, at, comma);
      if (value != null) {
        into.add(value);
      }
      at = comma + 1;
    }
    return into;
  }

  private static long scan(byte[] b, int start, int to) {
    if (to - start > MessageText.MAX_FIELD) {
      return UNSOUND;
    }
    int open = open(b, start, to);
    if (open >= 0) {
      int close = Ascii.indexOf(b, '>', open, to);
      return close < to && Uri.isSound(b, open + 1, close) && Parameters.isSound(b, close + 1, to)
          ? parts(open + 1 - start, close - start, close + 1 - start)
          : UNSOUND;
    }
    // RFC 3261 §20: without brackets the parameters belong to the header, and a URI with '?' or ','
    // needs brackets.
    int end = Ascii.indexOf(b, ';', start, to);
    int uriTo = Ascii.trimEnd(b, start, end);
    return open == BARE
            && Ascii.indexOf(b, '?', start, uriTo) == uriTo
            && Ascii.indexOf(b, ',', start, uriTo) == uriTo
            && Uri.isSound(b, start, uriTo)
            && Parameters.isSound(b, end, to)
        ? parts(0, uriTo - start, end - start)
        : UNSOUND;
  }

  private static long parts(int uriFrom, int uriTo, int parametersFrom) {
    return uriFrom | (long) uriTo << 16 | (long) parametersFrom << 32;
  }

  private int uriFrom() {
    return from + (int) (parts & 0xffff);
  }

  private int uriTo() {
    return from + (int) (parts >>> 16 & 0xffff);
  }

  private int parametersFrom() {
    return from + (int) (parts >>> 32);
  }

  /** Where the bracket stands, {@link #BARE} if there is none, or -1 if it is no address. */
  private static int open(byte[] b, int start, int to) {
    boolean quoted = start < to && b[start] == '"';
    int at = quoted ? Ascii.quotedEnd(b, start, to) : start;
    if (at < 0) {
      return -1;
    }
    while (at < to && (quoted ? Ascii.isWsp(b[at]) : isDisplay(b[at]))) {
      at++;
    }
    if (at < to && b[at] == '<') {
      return at;
    }
    return quoted ? -1 : BARE;
  }

  /** {@code *(token LWS)}, and UTF-8 as many phones send it. */
  private static boolean isDisplay(byte c) {
    return c < 0 || Ascii.isWsp(c) || Ascii.isToken(c);
  }

  /** As it came (a quoted string keeps its quotes), empty if there is none. */
  public String displayName() {
    return Ascii.text(b, from, Ascii.trimEnd(b, from, Math.max(from, uriFrom() - 1)));
  }

  public Uri uri() {
    Uri read = uri;
    if (read == null) {
      read = Uri.parse(b, uriFrom(), uriTo()).orElseThrow();
      uri = read;
    }
    return read;
  }

  public Parameters parameters() {
    return parametersFrom() == to ? Parameters.NONE : new Parameters(b, parametersFrom(), to);
  }

  public Optional<String> parameter(String name) {
    return Parameters.get(b, parametersFrom(), to, name);
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
    return new NameAddr(displayName(), uri(), parameters);
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
    String prefix = displayName().isEmpty() ? "" : displayName() + " ";
    return prefix + "<" + uri() + ">" + parameters();
  }
}
