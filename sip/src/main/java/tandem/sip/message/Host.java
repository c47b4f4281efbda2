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

  /** Empty if the text is no host. Never throws. */
  public static Optional<Host> parse(String text) {
    byte[] b = Ascii.utf8(text);
    return Optional.ofNullable(read(b, 0, b.length));
  }

  static Host read(byte[] b, int from, int to) {
    int end = nameEnd(b, from, to);
    return end < 0 || !portIsSound(b, end, to)
        ? null
        : new Host(Ascii.text(b, from, end), portOf(b, end, to));
  }

  /** Where the host that begins at {@code from} ends, or -1 if there is none. */
  static int nameEnd(byte[] b, int from, int to) {
    if (from < to && b[from] == '[') {
      int end = Ascii.indexOf(b, ']', from, to);
      return end < to && isIpv6(b, from + 1, end) ? end + 1 : -1;
    }
    int end = Ascii.runEnd(b, from, to, Ascii.HOST);
    return end == from || end - from > MAX_HOST ? -1 : end;
  }

  /** Whether {@code b[at..to)} is empty or a colon and a port of 1 to 65535. */
  static boolean portIsSound(byte[] b, int at, int to) {
    return at == to || b[at] == ':' && Ascii.number(b, at + 1, to, 65_535) > 0;
  }

  /** The port in {@code b[at..to)}, found sound before; -1 if there is none. */
  static int portOf(byte[] b, int at, int to) {
    return at == to ? -1 : (int) Ascii.number(b, at + 1, to, 65_535);
  }

  /**
   * RFC 3261 §25.1 with the correction of RFC 5954 §4.1: groups of one to four hexadecimal digits,
   * at most one {@code ::}, and an IPv4 address in the place of the last two groups.
   */
  static boolean isIpv6(byte[] b, int from, int to) {
    int groups = 0;
    boolean gap = false;
    int at = from;
    if (at + 1 < to && b[at] == ':' && b[at + 1] == ':') {
      gap = true;
      at += 2;
    }
    while (at < to) {
      int end = at;
      while (end < to && Character.digit(b[end], 16) >= 0) {
        end++;
      }
      if (end < to && b[end] == '.') {
        groups += 2;
        return isIpv4(b, at, to) && (gap ? groups < 8 : groups == 8);
      }
      if (end == at || end - at > 4) {
        return false;
      }
      groups++;
      at = end;
      if (at == to) {
        break;
      }
      boolean twice = at + 1 < to && b[at + 1] == ':';
      if (twice && at + 2 < to && b[at + 2] == ':' && isIpv4(b, at + 3, to)) {
        // RFC 5118 §4.10: the grammar of RFC 3261 asks for a third colon before an IPv4 address.
        return !gap && groups < 6;
      }
      if (b[at] != ':' || twice && gap || !twice && at + 1 == to) {
        return false;
      }
      gap |= twice;
      at += twice ? 2 : 1;
    }
    return gap ? groups < 8 : groups == 8;
  }

  private static boolean isIpv4(byte[] b, int from, int to) {
    int parts = 0;
    int at = from;
    while (at <= to) {
      int end = Ascii.indexOf(b, '.', at, to);
      if (Ascii.number(b, at, end, 255) < 0 || end - at > 3) {
        return false;
      }
      parts++;
      at = end + 1;
    }
    return parts == 4;
  }

  public boolean isIpv6() {
    return name.startsWith("[");
  }

  /** Without the brackets of an IPv6 reference. */
  public String bare() {
    return isIpv6() ? name.substring(1, name.length() - 1) : name;
  }

  @Override
  public String toString() {
    return port < 0 ? name : name + ":" + port;
  }
}
