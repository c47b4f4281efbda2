package tandem.sip.transport;

import java.net.InetAddress;

/**
 * The other end of one hop: where a message goes to or came from.
 *
 * @param port 1 to 65535
 * @param connection the connection it came on or must go on, {@link #ANY} if that does not matter
 */
public record Hop(Transport transport, InetAddress address, int port, long connection) {

  /** For connectionless transports, or to let the edge choose or open a connection. */
  public static final long ANY = 0;

  public Hop(Transport transport, InetAddress address, int port) {
    this(transport, address, port, ANY);
  }

  @Override
  public String toString() {
    String flow = connection == ANY ? "" : "#" + connection;
    return transport + " " + address.getHostAddress() + ":" + port + flow;
  }
}
