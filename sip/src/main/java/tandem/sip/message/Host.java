package tandem.sip.message;

import java.util.Optional;

/**
 * {@code hostport} of RFC 3261 §25.1: a host name, an IPv4 address or a bracketed IPv6 reference,
 * and a port.
 *
 * @param name as it came, an IPv6 reference with its brackets
 * @param port -1 if absent
 */
public record Host(String name, int port) {

  public static final int MAX_HOST = 255;

  static Optional<Host> parse(String text) {
    int end;
    if (text.startsWith("[")) {
      end = text.indexOf(']') + 1;
      if (end == 0 || !isIpv6(text, end - 1)) {
        return Optional.empty();
      }
    } else {
      int colon = text.indexOf(':');
      end = colon < 0 ? text.length() : colon;
      if (!isHostName(text, end)) {
        return Optional.empty();
      }
    }
    String name = text.substring(0, end);
    if (end == text.length()) {
      return Optional.of(new Host(name, -1));
    }
    long port =
        text.charAt(end) == ':' ? Ascii.number(text.substring(end + 1).strip(), 65_535) : -1;
    return port < 1 ? Optional.empty() : Optional.of(new Host(name, (int) port));
  }

  private static boolean isIpv6(String text, int end) {
    for (int i = 1; i < end; i++) {
      char c = text.charAt(i);
      if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
        return false;
      }
    }
    return end >= 3 && end <= 46;
  }

  private static boolean isHostName(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      // The underscore is not in the grammar, yet it is common in names of real networks.
      if (!Ascii.isAlphanumeric(c) && c != '.' && c != '-' && c != '_') {
        return false;
      }
    }
    return end >= 1 && end <= MAX_HOST;
  }

  @Override
  public String toString() {
    return port < 0 ? name : name + ":" + port;
  }
}
