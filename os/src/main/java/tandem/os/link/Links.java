package tandem.os.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.os.libc.Errno;
import tandem.os.libc.Libc;
import tandem.os.libc.OsException;
import tandem.os.netlink.MessageReader;
import tandem.os.netlink.MessageWriter;
import tandem.os.netlink.NetlinkSocket;

/** The interfaces of the calling thread's network namespace, read through rtnetlink. */
public final class Links {
  static final int NEW_LINK = 16;
  static final int DELETE_LINK = 17;
  private static final int GET_LINK = 18;
  private static final int FIXED = 16;
  private static final int ATTRIBUTE_ADDRESS = 1;
  private static final int ATTRIBUTE_NAME = 3;
  private static final int ATTRIBUTE_EXTENDED_MASK = 29;
  private static final int SKIP_STATISTICS = 8;
  private static final int FLAG_UP = 0x1;
  private static final int FLAG_LOWER_UP = 0x10000;

  private Links() {}

  /** All interfaces. Blocks for microseconds. */
  public static List<LinkState> list() throws OsException {
    try (NetlinkSocket socket = new NetlinkSocket(NetlinkSocket.ROUTE, 0)) {
      return list(socket);
    }
  }

  public static Optional<LinkState> find(String interfaceName) throws OsException {
    return list().stream().filter(link -> link.name().equals(interfaceName)).findFirst();
  }

  /** As {@link #find}, for callers that cannot go on without it. */
  public static LinkState require(String interfaceName) throws OsException {
    return find(interfaceName)
        .orElseThrow(() -> new OsException("find interface " + interfaceName, Errno.ENODEV));
  }

  /** The index of an interface; throws if it does not exist. */
  public static int index(String interfaceName) throws OsException {
    int index = Libc.interfaceIndex(interfaceName);
    if (index <= 0) {
      throw new OsException("find interface " + interfaceName, Errno.ENODEV);
    }
    return index;
  }

  static List<LinkState> list(NetlinkSocket socket) throws OsException {
    List<LinkState> links = new ArrayList<>();
    socket.dump(
        "list interfaces",
        new NetlinkSocket.Dump() {
          @Override
          public void restart() {
            links.clear();
          }

          @Override
          public void request(MessageWriter writer) {
            writer.begin(GET_LINK, NetlinkSocket.REQUEST | NetlinkSocket.DUMP);
            writer.u32(0).u32(0).u32(0).u32(0);
            writer.u32Attribute(ATTRIBUTE_EXTENDED_MASK, SKIP_STATISTICS);
          }

          @Override
          public void answer(MessageReader message) {
            parse(message).ifPresent(links::add);
          }
        });
    return links;
  }

  /** The interface of an RTM_NEWLINK or RTM_DELLINK message. */
  static Optional<LinkState> parse(MessageReader message) {
    int index = message.i32(4);
    int flags = message.i32(8);
    boolean up = (flags & FLAG_UP) != 0;
    // LOWER_UP is the driver's word of this instant; RUNNING and OPERSTATE follow up to 1 s later.
    boolean carrier = up && (flags & FLAG_LOWER_UP) != 0;
    Optional<MacAddress> mac =
        message
            .bytes(FIXED, ATTRIBUTE_ADDRESS)
            .filter(bytes -> bytes.length == MacAddress.BYTES)
            .map(MacAddress::of);
    return message
        .text(FIXED, ATTRIBUTE_NAME)
        .map(name -> new LinkState(index, name, up, carrier, mac));
  }
}
