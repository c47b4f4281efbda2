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

  private static final String[] TRANSPORTS = {"UDP", "TCP", "TLS", "WS", "WSS", "SCTP"};

  private final byte[] b;
  private final String transport;
  private final int hostFrom;
  private final int hostTo;
  private final int port;
  private final int parametersFrom;
  private final int parametersTo;

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
    this.hostFrom = 0;
    this.hostTo = host.length;
    this.port = sentBy.port();
    this.parametersFrom = host.length;
    this.parametersTo = b.length;
  }

  private Via(byte[] b, String transport, int[] parts) {
    this.b = b;
    this.transport = transport;
    this.hostFrom = parts[0];
    this.hostTo = parts[1];
    this.port = parts[2];
    this.parametersFrom = parts[3];
    this.parametersTo = parts[4];
  }

  /** Empty if the text is malformed. Never throws. */
  public static Optional<Via> parse(String text) {
    byte[] b = Ascii.utf8(text);
    return Optional.ofNullable(read(b, 0, b.length));
  }

  /** The value in {@code b[from..to)}, or null. */
  static Via read(byte[] b, int from, int to) {
    int at = word(b, Ascii.skipWsp(b, from, to), to, "SIP");
    at = at < 0 ? -1 : word(b, at, to, "2.0");
    if (at < 0) {
      return null;
    }
    int transportTo = Ascii.runEnd(b, at, to, Ascii.TOKEN);
    int hostFrom = Ascii.skipWsp(b, transportTo, to);
    int hostTo = Host.nameEnd(b, hostFrom, to);
    if (transportTo == at || hostFrom == transportTo || hostTo < 0) {
      return null;
    }
    int parametersFrom = Ascii.indexOf(b, ';', hostTo, to);
    int port = port(b, Ascii.skipWsp(b, hostTo, to), parametersFrom);
    if (port == 0 || !Parameters.isSound(b, parametersFrom, to)) {
      return null;
    }
    int[] parts = {hostFrom, hostTo, port, parametersFrom, to};
    return new Via(b, transport(b, at, transportTo), parts);
  }

  /** {@code word SLASH}: the index after it, or -1. */
  private static int word(byte[] b, int at, int to, String word) {
    int end = Ascii.runEnd(b, at, to, Ascii.TOKEN);
    int slash = Ascii.skipWsp(b, end, to);
    boolean found = slash < to && b[slash] == '/' && Ascii.equalsIgnoreCase(b, at, end, word);
    return found ? Ascii.skipWsp(b, slash + 1, to) : -1;
  }

  /** {@code [ COLON port ]}, white space around the colon allowed: -1 if absent, 0 if wrong. */
  private static int port(byte[] b, int at, int to) {
    if (at >= to) {
      return -1;
    }
    int digits = Ascii.skipWsp(b, at + 1, to);
    long port = Ascii.number(b, digits, Ascii.trimEnd(b, digits, to), 65_535);
    return b[at] != ':' || port < 1 ? 0 : (int) port;
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
    return new Host(Ascii.text(b, hostFrom, hostTo), port);
  }

  public Parameters parameters() {
    return parametersFrom == parametersTo
        ? Parameters.NONE
        : new Parameters(b, parametersFrom, parametersTo);
  }

  public Optional<String> parameter(String name) {
    return Parameters.get(b, parametersFrom, parametersTo, name);
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
    return Parameters.find(b, parametersFrom, parametersTo, "rport") >= 0;
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
