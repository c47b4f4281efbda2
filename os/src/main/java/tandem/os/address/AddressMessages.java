package tandem.os.address;

import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import tandem.os.libc.Libc;
import tandem.os.netlink.MessageReader;
import tandem.os.netlink.MessageWriter;
import tandem.os.netlink.NetlinkSocket;

/** The rtnetlink messages about addresses, as bytes. */
final class AddressMessages {
  private static final int GET_ADDRESS = 22;
  private static final int FIXED = 8;
  private static final int ATTRIBUTE_ADDRESS = 1;
  private static final int ATTRIBUTE_LOCAL = 2;
  private static final int ATTRIBUTE_CACHE_INFO = 6;
  private static final int ATTRIBUTE_FLAGS = 8;
  private static final int FLAGS_DAD_FAILED_OR_TENTATIVE = 0x08 | 0x40;

  private AddressMessages() {}

  /** The fixed part, struct ifaddrmsg. */
  static void header(MessageWriter writer, boolean ipv4, int prefix, int index) {
    writer.u8(ipv4 ? Libc.AF_INET : Libc.AF_INET6).u8(prefix).u8(0).u8(0).u32(index);
  }

  static void dump(MessageWriter writer, int index) {
    writer.begin(GET_ADDRESS, NetlinkSocket.REQUEST | NetlinkSocket.DUMP);
    writer.u8(0).u8(0).u8(0).u8(0).u32(index);
  }

  /** The address of an RTM_NEWADDR or RTM_DELADDR message. */
  static Optional<AssignedAddress> parse(MessageReader message) {
    int prefix = message.u8(1);
    int index = message.i32(4);
    int flags = message.integer(FIXED, ATTRIBUTE_FLAGS).orElse(message.u8(2));
    Optional<Duration> validFor =
        message
            .attribute(FIXED, ATTRIBUTE_CACHE_INFO)
            .map(info -> info.get(ValueLayout.JAVA_INT_UNALIGNED, 4))
            .filter(seconds -> seconds != -1)
            .map(seconds -> Duration.ofSeconds(Integer.toUnsignedLong(seconds)));
    boolean usable = (flags & FLAGS_DAD_FAILED_OR_TENTATIVE) == 0;
    Optional<InetAddress> local = message.address(FIXED, ATTRIBUTE_LOCAL);
    return local
        .or(() -> message.address(FIXED, ATTRIBUTE_ADDRESS))
        .map(address -> new AssignedAddress(address, prefix, index, validFor, usable));
  }

  /** The address of the subnet: the host bits cleared. */
  static byte[] network(InetAddress address, int prefixLength) {
    byte[] network = address.getAddress();
    for (int bit = prefixLength; bit < network.length * 8; bit++) {
      network[bit >> 3] &= (byte) ~(0x80 >>> (bit & 7));
    }
    return network;
  }
}
