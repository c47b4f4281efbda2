package tandem.sip.route;

import java.net.InetAddress;
import java.util.Optional;

/** Hosts that are addresses. */
public final class Addresses {

  private Addresses() {}

  /**
   * The address if the host is an IPv4 address or an IPv6 reference, with or without brackets.
   * Never asks the network.
   */
  public static Optional<InetAddress> literal(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    if (!mayBeAddress(bare)) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(bare));
    } catch (IllegalArgumentException notAnAddress) {
      // The library knows no other way to say that a text is no address.
      return Optional.empty();
    }
  }

  private static boolean mayBeAddress(String text) {
    boolean colon = text.indexOf(':') >= 0;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        dots++;
      } else if (colon ? Character.digit(c, 16) < 0 && c != ':' : c < '0' || c > '9') {
        return false;
      }
    }
    return colon || dots == 3;
  }
}
