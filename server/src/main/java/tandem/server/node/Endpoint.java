package tandem.server.node;

import java.net.Inet6Address;
import java.net.InetAddress;

/** An address and port on the network. */
public record Endpoint(InetAddress address, int port) {

  /** The address as text; IPv6 by RFC 5952, without brackets and without a zone. */
  public String addressText() {
    return address instanceof Inet6Address
        ? shortest(address.getAddress())
        : address.getHostAddress();
  }

  /**
   * RFC 5952 §4.2: the longest run of at least two zero groups, the first of equals, becomes ::.
   */
  private static String shortest(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int bestFrom = -1;
    int bestLength = 1;
    int run = 0;
    for (int i = 0; i < 8; i++) {
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > bestLength) {
        bestLength = run;
        bestFrom = i - run + 1;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == bestFrom) {
        text.append("::");
        i += bestLength - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
