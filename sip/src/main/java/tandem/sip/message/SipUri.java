package tandem.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.sip.message.Parameters.Parameter;

/**
 * A {@code sip:} or {@code sips:} URI (RFC 3261 §19.1), immutable over the bytes it came in. Its
 * parts are read when asked for, as they came: escapes are kept. Equal are URIs that print the
 * same; {@link #equivalent} compares by meaning.
 */
public final class SipUri implements Uri {

  /** RFC 3261 §19.1.4: parameters that count even if only one of the two has them. */
  private static final List<String> ALWAYS_COMPARED =
      List.of("user", "ttl", "method", "maddr", "transport");

  private static final long UNSOUND = -1;

  private final byte[] b;
  private final int from;
  private final int to;

  /**
   * Offsets from {@link #from}, twelve bits each ({@link Uri#MAX_URI}), from the low end: where the
   * host begins, where its name ends, where the parameters begin, where they end.
   */
  private final long parts;

  private SipUri(byte[] b, int from, int to, long parts) {
    this.b = b;
    this.from = from;
    this.to = to;
    this.parts = parts;
  }

  /** The URI in {@code b[from..to)} whose scheme ends at {@code colon}, or null. */
  static SipUri read(byte[] b, int from, int colon, int to) {
    long parts = scan(b, from, colon, to);
    return parts == UNSOUND ? null : new SipUri(b, from, to, parts);
  }

  static boolean isSound(byte[] b, int from, int colon, int to) {
    return scan(b, from, colon, to) != UNSOUND;
  }

  /** An address such as {@code sip:alice@example.com}; {@code user} may be the empty string. */
  public static SipUri of(String user, Host host) {
    return made("sip:" + (user.isEmpty() ? "" : user + "@") + host);
  }

  /** The URI a program of ours has put together; text that is none is its bug. */
  private static SipUri made(String text) {
    if (Uri.parse(text).orElse(null) instanceof SipUri uri) {
      return uri;
    }
    throw new IllegalArgumentException("no SIP URI: " + text);
  }

  /** The parts of a URI, or {@link #UNSOUND}. */
  private static long scan(byte[] b, int from, int colon, int to) {
    int at = colon + 1;
    int hostFrom = hostFrom(b, at, to);
    int nameEnd = hostFrom < 0 ? -1 : Host.nameEnd(b, hostFrom, to);
    if (nameEnd < 0) {
      return UNSOUND;
    }
    int hostTo = portEnd(b, nameEnd, to);
    int parametersTo = hostTo == to ? to : Ascii.indexOf(b, '?', hostTo, to);
    if (!Host.portIsSound(b, nameEnd, hostTo)
        || !Parameters.isSoundInUri(b, hostTo, parametersTo)
        || !headersAreSound(b, parametersTo, to)
        || !Ascii.escapesComplete(b, at, to)) {
      return UNSOUND;
    }
    return hostFrom - from
        | (long) (nameEnd - from) << 12
        | (long) (hostTo - from) << 24
        | (long) (parametersTo - from) << 36;
  }

  private int schemeTo() {
    return b[from + 3] == ':' ? from + 4 : from + 5;
  }

  private int hostFrom() {
    return from + (int) (parts & 0xfff);
  }

  private int hostTo() {
    return from + (int) (parts >>> 12 & 0xfff);
  }

  private int parametersFrom() {
    return from + (int) (parts >>> 24 & 0xfff);
  }

  private int parametersTo() {
    return from + (int) (parts >>> 36 & 0xfff);
  }

  /** Where the host begins that follows an optional user part; -1 if that is malformed. */
  private static int hostFrom(byte[] b, int at, int to) {
    int userEnd = Ascii.runEnd(b, at, to, Ascii.USER);
    if (userEnd == to || b[userEnd] != '@' && b[userEnd] != ':') {
      return at;
    }
    // What looks like a user and a password may be a host and a port: the '@' tells.
    int end = b[userEnd] == '@' ? userEnd : Ascii.runEnd(b, userEnd + 1, to, Ascii.PASSWORD);
    if (end == to || b[end] != '@') {
      return at;
    }
    return userEnd == at ? -1 : end + 1;
  }

  private static int portEnd(byte[] b, int nameEnd, int to) {
    int end = nameEnd;
    while (end < to && b[end] != ';' && b[end] != '?') {
      end++;
    }
    return end;
  }

  private static boolean headersAreSound(byte[] b, int from, int to) {
    return from == to || from + 1 < to && Ascii.allOf(b, from + 1, to, Ascii.URI_HEADER);
  }

  @Override
  public String scheme() {
    return isSecure() ? "sips" : "sip";
  }

  /** Whether the scheme is {@code sips}. */
  public boolean isSecure() {
    return b[from + 3] != ':';
  }

  public Optional<String> user() {
    return hostFrom() == schemeTo()
        ? Optional.empty()
        : Optional.of(
            Ascii.ascii(b, schemeTo(), Ascii.indexOf(b, ':', schemeTo(), hostFrom() - 1)));
  }

  public Optional<String> password() {
    int colon =
        hostFrom() == schemeTo() ? hostFrom() : Ascii.indexOf(b, ':', schemeTo(), hostFrom() - 1);
    return colon >= hostFrom() - 1
        ? Optional.empty()
        : Optional.of(Ascii.text(b, colon + 1, hostFrom() - 1));
  }

  public Host host() {
    return new Host(
        Ascii.ascii(b, hostFrom(), hostTo()), Host.portOf(b, hostTo(), parametersFrom()));
  }

  public Parameters parameters() {
    return parametersFrom() == parametersTo()
        ? Parameters.NONE
        : new Parameters(b, parametersFrom(), parametersTo());
  }

  public Optional<String> parameter(String name) {
    return Parameters.get(b, parametersFrom(), parametersTo(), name);
  }

  /** RFC 3261 §19.1.1: whether {@code lr} says that this element routes loosely. */
  public boolean isLooseRouter() {
    return Parameters.find(b, parametersFrom(), parametersTo(), "lr") >= 0;
  }

  /** The text after {@code ?}, empty if there is none. */
  public String headers() {
    return Ascii.text(b, parametersTo() + 1, to);
  }

  public SipUri with(Parameters parameters) {
    return made(
        Ascii.text(b, from, parametersFrom()) + parameters + Ascii.text(b, parametersTo(), to));
  }

  public SipUri withoutHeaders() {
    return parametersTo() == to ? this : made(Ascii.text(b, from, parametersTo()));
  }

  public SipUri with(Host host) {
    return made(Ascii.text(b, from, hostFrom()) + host + Ascii.text(b, parametersFrom(), to));
  }

  /** RFC 3261 §19.1.4. */
  boolean matches(SipUri other) {
    return isSecure() == other.isSecure()
        && user().map(SipUri::unescape).equals(other.user().map(SipUri::unescape))
        && password().map(SipUri::unescape).equals(other.password().map(SipUri::unescape))
        && host().name().equalsIgnoreCase(other.host().name())
        && host().port() == other.host().port()
        && parametersMatch(parameters(), other.parameters())
        && headerSet(headers()).equals(headerSet(other.headers()));
  }

  private static boolean parametersMatch(Parameters a, Parameters b) {
    if (a.isEmpty() && b.isEmpty()) {
      return true;
    }
    for (String name : ALWAYS_COMPARED) {
      if (a.has(name) != b.has(name)) {
        return false;
      }
    }
    for (Parameter mine : a.list()) {
      if (b.has(mine.name()) && !sameText(mine.value(), b.get(mine.name()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameText(Optional<String> a, Optional<String> b) {
    return unescape(a.orElse("")).equalsIgnoreCase(unescape(b.orElse("")));
  }

  private static List<String> headerSet(String headers) {
    if (headers.isEmpty()) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    for (String part : headers.split("&")) {
      parts.add(unescape(part).toLowerCase(Locale.ROOT));
    }
    parts.sort(null);
    return parts;
  }

  /** Escapes of printable US-ASCII resolved; others stay as they are, so no control sneaks in. */
  static String unescape(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int code = -1;
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        code = high < 0 || low < 0 ? -1 : high * 16 + low;
      }
      if (code > ' ' && code < 0x7f) {
        plain.append((char) code);
        i += 2;
      } else if (code >= 0) {
        plain.append(text.substring(i, i + 3).toUpperCase(Locale.ROOT));
        i += 2;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /**
   * RFC 3261 §10.3 step 5: the canonical form used as the index of a registrar's bindings: without
   * parameters, unescaped, host in lower case.
   */
  public String addressOfRecord() {
    String at = user().map(name -> unescape(name) + "@").orElse("");
    return scheme() + ":" + at + host().toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SipUri uri && toString().equals(uri.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** As it came, the scheme in lower case. */
  @Override
  public String toString() {
    return scheme() + ":" + Ascii.text(b, schemeTo(), to);
  }
}
