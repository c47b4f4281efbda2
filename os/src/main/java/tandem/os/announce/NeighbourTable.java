package tandem.os.announce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.os.announce.Neighbour.State;
import tandem.os.libc.OsException;
import tandem.os.link.Links;
import tandem.os.link.MacAddress;
import tandem.os.netlink.MessageReader;
import tandem.os.netlink.MessageWriter;
import tandem.os.netlink.NetlinkSocket;

/** Reads the kernel's neighbour table in the calling thread's network namespace. */
public final class NeighbourTable {
  private static final int GET_NEIGHBOUR = 30;
  private static final int FIXED = 12;
  private static final int ATTRIBUTE_DESTINATION = 1;
  private static final int ATTRIBUTE_LINK_LAYER = 2;
  private static final int ATTRIBUTE_INTERFACE = 8;

  private NeighbourTable() {}

  /**
   * The neighbours of an interface whose link-layer address is known, IPv4 and IPv6. Multicast
   * entries are left out. Blocks for tens of microseconds.
   */
  public static List<Neighbour> neighbours(String interfaceName) throws OsException {
    int index = Links.index(interfaceName);
    List<Neighbour> found = new ArrayList<>();
    try (NetlinkSocket socket = new NetlinkSocket(NetlinkSocket.ROUTE, 0)) {
      socket.dump(
          "list neighbours",
          new NetlinkSocket.Dump() {
            @Override
            public void restart() {
              found.clear();
            }

            @Override
            public void request(MessageWriter writer) {
              writer.begin(GET_NEIGHBOUR, NetlinkSocket.REQUEST | NetlinkSocket.DUMP);
              writer.u32(0).u32(0).u32(0).u32Attribute(ATTRIBUTE_INTERFACE, index);
            }

            @Override
            public void answer(MessageReader message) {
              if (message.i32(4) == index) {
                parse(message).ifPresent(found::add);
              }
            }
          });
    }
    return found;
  }

  private static Optional<Neighbour> parse(MessageReader message) {
    State state = state(message.u16(8));
    return message
        .bytes(FIXED, ATTRIBUTE_LINK_LAYER)
        .filter(mac -> mac.length == MacAddress.BYTES)
        .map(MacAddress::of)
        .flatMap(
            mac ->
                message
                    .address(FIXED, ATTRIBUTE_DESTINATION)
                    .filter(address -> !address.isMulticastAddress())
                    .map(address -> new Neighbour(address, mac, state)));
  }

  private static State state(int bits) {
    return switch (bits) {
      case 0x02 -> State.REACHABLE;
      case 0x04 -> State.STALE;
      case 0x08 -> State.DELAY;
      case 0x10 -> State.PROBE;
      case 0x80 -> State.PERMANENT;
      default -> State.OTHER;
    };
  }
}
