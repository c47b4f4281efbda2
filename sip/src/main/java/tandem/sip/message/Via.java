package tandem.sip.message;

import java.util.Locale;
import java.util.Optional;

/**
 * One value of the Via header field, RFC 3261 §20.42. Immutable over the bytes it came in; equal
 * are values that print the same.
 */
public final class Via {

  /** RFC 3261 §8.1.1.7: what a branch made by an RFC 3261 element begins with. */
  public static final String MAGIC_COOKIE = "z9hG4bK";

  private static final long USUAL_START = Ascii.octets("SIP/2.0/");
  private static final String[] TRANSPORTS = {"UDP", "TCP", "TLS", "WS", "WSS", "SCTP"};

  private final byte[] b;
  private final String transport;
  private final int from;
  private final int to;

  /**
   * Offsets from {@link #from}, fourteen bits each, from the low end: where the host begins, where
   * it ends, where the parameters begin; then the port, 0 for none.
   */
  private final long parts;

  private Via(byte[] b, String transport, int from, int to, long parts) {
    this.b = b;
    this.transport = transport;
    this.from = from;
    this.to = to;
    this.parts = parts;
  }

  /**
   * @param transport in upper case: {@code UDP}
   * @param sentBy the host and port the sender claims to be reached at
   */
  public Via(String transport, Host sentBy, Parameters parameters) {
    byte[] host = Ascii.utf8(sentBy.name());
    byte[] list = Ascii.utf8(parameters.toString());
    this.b = java.util.Arrays.copyOf(host, host.length + list.length);
    System.arraycopy(list, 0, b, host.length, list.length);
    this.transport = transport;
    if (b.length > MessageText.MAX_FIELD) {
      throw new IllegalArgumentException("a Via of " + b.length + " bytes");
    }
    this.from = 0;
    this.to = b.length;
    this.parts = parts(0, host.length, host.length, Math.max(0, sentBy.port()));
  }

  /** Empty if the text is malformed. Never throws. */
  public static Optional<Via> parse(String text) {
    byte[] b = Ascii.utf8(text);
    return Optional.ofNullable(read(b, 0, b.length));
  }

  /** The value in {@code b[from..to)}, or null. */
  static Via read(byte[] b, int from, int to) {
    int at = transportFrom(b, from, to);
    int transportTo = at < 0 ? -1 : Ascii.runEnd(b, at, to, Ascii.TOKEN);
    if (transportTo <= at || to - from > MessageText.MAX_FIELD) {
      return null;
    }
    int hostFrom = Ascii.skipWsp(b, transportTo, to);
    int hostTo = Host.nameEnd(b, hostFrom, to);
    if (hostFrom == transportTo || hostTo < 0) {
      return null;
    }
    int parametersFrom = Ascii.indexOf(b, ';', hostTo, to);
    int port = port(b, Ascii.skipWsp(b, hostTo, to), parametersFrom);
    return port >= 0 && Parameters.isSound(b, parametersFrom, to)
        ? new Via(
            b,
            transport(b, at, transportTo),
            from,
            to,
            parts(hostFrom - from, hostTo - from, parametersFrom - from, port))
        : null;
  }

  private static long parts(int hostFrom, int hostTo, int parametersFrom, int port) {
    return hostFrom | (long) hostTo << 14 | (long) parametersFrom << 28 | (long) port << 42;
  }

  private int parametersFrom() {
    return from + (int) (parts >>> 28 & 0x3fff);
  }

  /** Where {@code transport} begins behind {@code SIP/2.0/}, or -1. */
  private static int transportFrom(byte[] b, int from, int to) {
    if (Ascii.startsWith(b, from, to, USUAL_START)) {
      return Ascii.skipWsp(b, from + 8, to);
    }
    int at = word(b, Ascii.skipWsp(b, from, to), to, "SIP");
    return at < 0 ? -1 : word(b, at, to, "2.0");
  }

  /** {@code word SLASH}: the index after it, or -1. */
  private static int word(byte[] b, int at, int to, String word) {
    int end = Ascii.runEnd(b, at, to, Ascii.TOKEN);
    int slash = Ascii.skipWsp(b, end, to);
    boolean found = slash < to && b[slash] == '/' && Ascii.equalsIgnoreCase(b, at, end, word);
    return found ? Ascii.skipWsp(b, slash + 1, to) : -1;
  }

  /** {@code [ COLON port ]}, white space around the colon allowed: 0 if absent, -1 if wrong. */
  private static int port(byte[] b, int at, int to) {
    if (at >= to) {
      return 0;
    }
    int digits = Ascii.skipWsp(b, at + 1, to);
    long port = Ascii.number(b, digits, Ascii.trimEnd(b, digits, to), 65_535);
    return b[at] != ':' || port < 1 ? -1 : (int) port;
  }

  private static String transport(byte[] b, int from, int to) {
    for (String known : TRANSPORTS) {
      if (Ascii.equalsIgnoreCase(b, from, to, known)) {
        return known;
      }
    }
    return Ascii.text(b, from, to).toUpperCase(Locale.ROOT);
  }

  /** In upper case: {@code UDP}. */
  public String transport() {
    return transport;
  }

  /** The host and port the sender claims to be reached at. */
  public Host sentBy() {
    int hostFrom = from + (int) (parts & 0x3fff);
    int hostTo = from + (int) (parts >>> 14 & 0x3fff);
    int port = (int) (parts >>> 42);
    return new Host(Ascii.ascii(b, hostFrom, hostTo), port == 0 ? -1 : port);
  }

  public Parameters parameters() {
    return parametersFrom() == to ? Parameters.NONE : new Parameters(b, parametersFrom(), to);
  }

  public Optional<String> parameter(String name) {
    return Parameters.get(b, parametersFrom(), to, name);
  }

  public Optional<String> branch() {
    return parameter("branch");
  }

  /** RFC 3261 §17.2.3: whether an element of RFC 3261 made the branch, so that it is unique. */
  public boolean hasMagicCookie() {
    return branch()
        .filter(branch -> branch.startsWith(MAGIC_COOKIE))
        .filter(branch -> branch.length() > MAGIC_COOKIE.length())
        .isPresent();
  }

  /** True if the sender asked for a reply to the port it sent from (RFC 3581 §3). */
  public boolean asksForRport() {
    return Parameters.find(b, parametersFrom(), to, "rport") >= 0;
  }

  public Via with(Parameters parameters) {
    return new Via(transport, sentBy(), parameters);
  }

  /**
   * RFC 3261 §18.2.1 and RFC 3581 §4: what the receiver notes about where the request really came
   * from.
   *
   * @param address of the source, IPv6 without brackets
   */
  public Via receivedFrom(String address, int port) {
    Host sentBy = sentBy();
    boolean same = sentBy.bare().equalsIgnoreCase(address);
    Parameters noted = parameters().without("received");
    if (asksForRport()) {
      noted = noted.with("rport", Integer.toString(port)).with("received", address);
    } else if (!same) {
      noted = noted.with("received", address);
    }
    return new Via(transport, sentBy, noted);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Via via && toString().equals(via.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** Canonical: without white space around the separators. */
  @Override
  public String toString() {
    return "SIP/2.0/" + transport + " " + sentBy() + parameters();
  }
}
