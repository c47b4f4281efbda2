package tandem.os.announce;

import java.net.InetAddress;
import tandem.os.link.MacAddress;

/** An entry of the kernel's ARP or neighbour table with a known link-layer address. */
public record Neighbour(InetAddress address, MacAddress mac, State state) {

  /** The kernel's trust in the entry. */
  public enum State {
    REACHABLE,
    STALE,
    DELAY,
    PROBE,
    PERMANENT,
    OTHER
  }
}
