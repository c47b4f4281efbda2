package tandem.os.announce;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import tandem.os.link.MacAddress;

/** Ethernet frames of ARP (RFC 826) and of neighbour discovery (RFC 4861), as bytes. Pure. */
final class Frames {
  static final int ARP_REQUEST = 1;
  static final int ARP_REPLY = 2;
  static final int NEIGHBOUR_SOLICITATION = 135;
  static final int NEIGHBOUR_ADVERTISEMENT = 136;
  static final int ETHERTYPE_ARP = 0x0806;
  static final int ETHERTYPE_IPV6 = 0x86dd;
  static final int ICMPV6 = 58;
  static final int ETHERNET_HEADER = 14;
  static final int IPV6_HEADER = 40;
  // RFC 4861 §7.1: a receiver drops neighbour discovery with any other hop limit.
  private static final int HOP_LIMIT = 255;
  private static final int FLAG_OVERRIDE = 0x2000_0000;
  private static final int SOURCE_LINK_LAYER = 1;
  private static final int TARGET_LINK_LAYER = 2;
  private static final MacAddress UNKNOWN = new MacAddress(0);
  private static final byte[] UNSPECIFIED = new byte[16];
  private static final byte[] ALL_NODES = {
    (byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
  };

  private Frames() {}

  /** RFC 5227 §3: both addresses are the announced one; neighbours differ in the form they heed. */
  static byte[] gratuitousArp(InetAddress vip, MacAddress mac, int operation) {
    MacAddress target = operation == ARP_REPLY ? mac : UNKNOWN;
    return arp(
        MacAddress.BROADCAST, operation, mac, vip.getAddress(), half(target, vip.getAddress()));
  }

  /** A request to one neighbour: whoever receives it learns the sender (RFC 826). */
  static byte[] arpRequest(
      InetAddress vip, MacAddress mac, InetAddress neighbour, MacAddress neighbourMac) {
    return arp(
        neighbourMac, ARP_REQUEST, mac, vip.getAddress(), half(UNKNOWN, neighbour.getAddress()));
  }

  /** RFC 5227 §2.1.1: the sender address is zero, so that nobody learns anything. */
  static byte[] arpProbe(InetAddress address, MacAddress mac) {
    return arp(
        MacAddress.BROADCAST, ARP_REQUEST, mac, new byte[4], half(UNKNOWN, address.getAddress()));
  }

  /** RFC 4861 §7.2.6: unsolicited, to all nodes, with the override flag. */
  static byte[] neighbourAdvertisement(InetAddress vip, MacAddress mac) {
    byte[] source = vip.getAddress();
    ByteBuffer message = message(NEIGHBOUR_ADVERTISEMENT, FLAG_OVERRIDE, source);
    linkLayer(message, TARGET_LINK_LAYER, mac);
    return ipv6(multicast(ALL_NODES), mac, source, ALL_NODES, message);
  }

  /** A solicitation to one neighbour: it learns the sender's new address and answers. */
  static byte[] neighbourSolicitation(
      InetAddress vip, MacAddress mac, InetAddress neighbour, MacAddress neighbourMac) {
    byte[] target = neighbour.getAddress();
    ByteBuffer message = message(NEIGHBOUR_SOLICITATION, 0, target);
    linkLayer(message, SOURCE_LINK_LAYER, mac);
    return ipv6(neighbourMac, mac, vip.getAddress(), target, message);
  }

  /** RFC 4862 §5.4.2: the probe of duplicate address detection. */
  static byte[] neighbourProbe(InetAddress address, MacAddress mac) {
    byte[] target = address.getAddress();
    byte[] group = {
      (byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, target[13], target[14], target[15]
    };
    ByteBuffer message = message(NEIGHBOUR_SOLICITATION, 0, target);
    return ipv6(multicast(group), mac, UNSPECIFIED, group, message);
  }

  static boolean isIpv4(InetAddress address) {
    return address instanceof Inet4Address;
  }

  /** The link-layer and protocol address of one side of an ARP packet. */
  private static byte[] half(MacAddress mac, byte[] address) {
    return ByteBuffer.allocate(MacAddress.BYTES + 4).put(mac.bytes()).put(address).array();
  }

  private static byte[] arp(
      MacAddress to, int operation, MacAddress mac, byte[] sender, byte[] target) {
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET_HEADER + 28);
    frame.put(to.bytes()).put(mac.bytes()).putShort((short) ETHERTYPE_ARP);
    frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
    frame.putShort((short) operation);
    return frame.put(half(mac, sender)).put(target).array();
  }

  private static ByteBuffer message(int type, int flags, byte[] target) {
    ByteBuffer message = ByteBuffer.allocate(32);
    return message.put((byte) type).put((byte) 0).putShort((short) 0).putInt(flags).put(target);
  }

  private static void linkLayer(ByteBuffer message, int option, MacAddress mac) {
    message.put((byte) option).put((byte) 1).put(mac.bytes());
  }

  private static byte[] ipv6(
      MacAddress to, MacAddress mac, byte[] source, byte[] destination, ByteBuffer message) {
    message.flip();
    int length = message.remaining();
    message.putShort(2, (short) checksum(source, destination, message));
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET_HEADER + IPV6_HEADER + length);
    frame.put(to.bytes()).put(mac.bytes()).putShort((short) ETHERTYPE_IPV6);
    frame.putInt(0x6000_0000).putShort((short) length).put((byte) ICMPV6).put((byte) HOP_LIMIT);
    return frame.put(source).put(destination).put(message).array();
  }

  /** RFC 4443 §2.3: over a pseudo header and the message, whose checksum field is zero. */
  private static int checksum(byte[] source, byte[] destination, ByteBuffer message) {
    ByteBuffer all = ByteBuffer.allocate(40 + message.remaining());
    all.put(source).put(destination).putInt(message.remaining()).putInt(ICMPV6);
    all.put(message.duplicate()).flip();
    int sum = 0;
    while (all.hasRemaining()) {
      sum += Short.toUnsignedInt(all.getShort());
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return ~sum & 0xffff;
  }

  /** RFC 2464 §7. */
  private static MacAddress multicast(byte[] group) {
    return MacAddress.of(new byte[] {0x33, 0x33, group[12], group[13], group[14], group[15]});
  }
}
