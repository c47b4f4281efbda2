package tandem.platform.address;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * A virtual IP address (VIP) and the interface that carries it on this host.
 *
 * @param address IPv4 or IPv6 unicast address
 * @param prefixLength 1..32 or 1..128
 * @param interfaceName the operating system's name of the interface, for example {@code eth1}
 */
public record VirtualAddress(InetAddress address, int prefixLength, String interfaceName) {

  public VirtualAddress {
    int bits = address instanceof Inet4Address ? 32 : 128;
    if (prefixLength < 1 || prefixLength > bits) {
      throw new IllegalArgumentException(
          "prefix length "
              + prefixLength
              + " of "
              + address.getHostAddress()
              + " is not between 1 and "
              + bits);
    }
    if (interfaceName.isEmpty() || interfaceName.length() > 15) {
      throw new IllegalArgumentException(
          "interface name '" + interfaceName + "' must have 1 to 15 characters");
    }
  }

  public boolean isIpv4() {
    return address instanceof Inet4Address;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefixLength + " dev " + interfaceName;
  }
}
