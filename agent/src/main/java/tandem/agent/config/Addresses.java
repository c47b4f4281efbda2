package tandem.agent.config;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses written as literals; a name is never looked up. */
final class Addresses {

  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private Addresses() {}

  /** Empty for anything but an IPv4 dotted quad or an IPv6 literal without a zone. */
  static Optional<InetAddress> literal(String text) {
    boolean ipv6 = text.indexOf(':') >= 0 && text.indexOf('%') < 0 && text.indexOf('[') < 0;
    if (!ipv6 && !IPV4.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}. */
  static Optional<InetSocketAddress> socket(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return Optional.empty();
    }
    String digits = text.substring(colon + 1);
    if (!digits.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(digits);
    return port < 1 || port > 65_535
        ? Optional.empty()
        : literal(host).map(address -> new InetSocketAddress(address, port));
  }

  /** Why the address cannot be one host's own, or empty. */
  static Optional<String> notUnicast(InetAddress address) {
    if (address.isAnyLocalAddress()) {
      return Optional.of("is the unspecified address");
    }
    if (address.isLoopbackAddress()) {
      return Optional.of("is a loopback address");
    }
    if (address.isMulticastAddress()) {
      return Optional.of("is a multicast address");
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("is a link-local address");
    }
    return Optional.empty();
  }

  /** "network" or "broadcast" if the address is that of its IPv4 subnet, else empty. */
  static Optional<String> subnetRole(InetAddress address, int prefixLength) {
    // RFC 3021: a /31 has neither; a /32 is a host.
    if (!(address instanceof Inet4Address) || prefixLength > 30) {
      return Optional.empty();
    }
    long host = new BigInteger(1, address.getAddress()).longValue();
    long mask = (1L << (32 - prefixLength)) - 1;
    if ((host & mask) == 0) {
      return Optional.of("network");
    }
    return (host & mask) == mask ? Optional.of("broadcast") : Optional.empty();
  }
}
