package tandem.server.node;

import java.net.InetAddress;

/** An address and port on the network. */
public record Endpoint(InetAddress address, int port) {

  /** The address as text, IPv6 without brackets and without a zone. */
  public String addressText() {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
