package tandem.sip.message;

import java.util.Locale;
import java.util.Optional;

/**
 * One value of the Via header field, RFC 3261 §20.42.
 *
 * @param transport in upper case: {@code UDP}
 * @param sentBy the host and port the sender claims to be reached at
 */
public record Via(String transport, Host sentBy, Parameters parameters) {

  /** RFC 3261 §8.1.1.7: what a branch made by an RFC 3261 element begins with. */
  public static final String MAGIC_COOKIE = "z9hG4bK";

  /** Empty if the text is malformed. Never throws. */
  public static Optional<Via> parse(String text) {
    Cursor in = new Cursor(text);
    in.skipWsp();
    if (!word(in).equalsIgnoreCase("SIP") || !slash(in) || !word(in).equals("2.0") || !slash(in)) {
      return Optional.empty();
    }
    String transport = word(in).toUpperCase(Locale.ROOT);
    Optional<Host> sentBy = Host.parse(withoutWsp(in.until(';')));
    Optional<Parameters> parameters = Parameters.parse(in);
    return transport.isEmpty() || sentBy.isEmpty() || parameters.isEmpty()
        ? Optional.empty()
        : Optional.of(new Via(transport, sentBy.get(), parameters.get()));
  }

  private static String word(Cursor in) {
    return in.token();
  }

  private static boolean slash(Cursor in) {
    in.skipWsp();
    boolean found = in.take('/');
    in.skipWsp();
    return found;
  }

  /** {@code sent-by = host [ COLON port ]}: white space may stand around the colon. */
  private static String withoutWsp(String text) {
    String stripped = text.strip();
    int colon = stripped.lastIndexOf(':');
    if (stripped.indexOf(' ') < 0 && stripped.indexOf('\t') < 0 || colon < 0) {
      return stripped;
    }
    return stripped.substring(0, colon).strip() + ":" + stripped.substring(colon + 1).strip();
  }

  public Optional<String> branch() {
    return parameters.get("branch");
  }

  /** True if the sender asked for a reply to the port it sent from (RFC 3581 §3). */
  public boolean asksForRport() {
    return parameters.has("rport");
  }

  /**
   * RFC 3261 §18.2.1 and RFC 3581 §4: what the receiver notes about where the request really came
   * from.
   *
   * @param address of the source, IPv6 without brackets
   */
  public Via receivedFrom(String address, int port) {
    boolean same = bare(sentBy.name()).equalsIgnoreCase(address);
    Parameters noted = parameters.without("received");
    if (asksForRport()) {
      noted = noted.with("rport", Integer.toString(port)).with("received", address);
    } else if (!same) {
      noted = noted.with("received", address);
    }
    return new Via(transport, sentBy, noted);
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return "SIP/2.0/" + transport + " " + sentBy + parameters;
  }
}
