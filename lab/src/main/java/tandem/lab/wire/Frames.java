package tandem.lab.wire;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The observer's frames, built and read. Every request carries its number in the sender's hardware
 * address, {@code 02:54:nn:nn:nn:nn}: the answer comes back to that address, so two answers to one
 * request cannot be mixed up with answers to two.
 */
public final class Frames {

  /** No number: the frame is not an answer to the observer. */
  public static final long NONE = -1;

  private static final short MARK = 0x0254;
  private static final int ETHERNET = 14;
  private static final short IPV4 = 0x0800;
  private static final short ARP = 0x0806;
  private static final short IPV6 = (short) 0x86dd;
  private static final int UDP = 17;
  private static final int ICMPV6 = 58;
  private static final byte SOLICITATION = (byte) 135;
  private static final byte ADVERTISEMENT = (byte) 136;
  private static final byte[] BRANCH = "z9hG4bK-p".getBytes(StandardCharsets.US_ASCII);

  private Frames() {}

  /** An ARP request for {@code vip} from nobody in particular (sender 0.0.0.0, RFC 5227 §1.1). */
  public static byte[] arpProbe(Inet4Address vip, int number) {
    ByteBuffer frame = ByteBuffer.allocate(42);
    frame.putInt(-1).putShort((short) -1);
    frame.putShort(MARK).putInt(number).putShort(ARP);
    frame.putShort((short) 1).putShort(IPV4).put((byte) 6).put((byte) 4).putShort((short) 1);
    frame.putShort(MARK).putInt(number).putInt(0);
    frame.put(new byte[6]).put(vip.getAddress());
    return frame.array();
  }

  /** A neighbour solicitation (RFC 4861 §4.3) for {@code vip} from {@code source}. */
  public static byte[] solicitation(InetAddress vip, InetAddress source, int number) {
    byte[] target = vip.getAddress();
    byte[] group = new byte[16];
    group[0] = (byte) 0xff;
    group[1] = 2;
    group[11] = 1;
    group[12] = (byte) 0xff;
    System.arraycopy(target, 13, group, 13, 3);
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET + 40 + 32);
    frame.putShort((short) 0x3333).put(group, 12, 4);
    frame.putShort(MARK).putInt(number).putShort(IPV6);
    frame.putInt(0x60000000).putShort((short) 32).put((byte) ICMPV6).put((byte) 255);
    frame.put(source.getAddress()).put(group);
    frame.put(SOLICITATION).put((byte) 0).putShort((short) 0).putInt(0).put(target);
    frame.put((byte) 1).put((byte) 1).putShort(MARK).putInt(number);
    frame.putShort(ETHERNET + 42, checksum(frame));
    return frame.array();
  }

  // RFC 4443 §2.3: the sum goes over the addresses, the length, the next header and the message.
  private static short checksum(ByteBuffer frame) {
    long sum = 32 + ICMPV6;
    for (int at = ETHERNET + 8; at < frame.limit(); at += 2) {
      sum += frame.getShort(at) & 0xffff;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return (short) ~sum;
  }

  /** The number of the observer's request that this frame answers for {@code vip}, or NONE. */
  public static long answered(byte[] frame, int length, InetAddress vip) {
    if (length < 42 || shortAt(frame, 0) != MARK) {
      return NONE;
    }
    boolean answer =
        vip instanceof Inet4Address
            ? shortAt(frame, 12) == ARP && shortAt(frame, 20) == 2 && holds(frame, 28, vip)
            : length >= 78
                && shortAt(frame, 12) == IPV6
                && frame[20] == ICMPV6
                && frame[54] == ADVERTISEMENT
                && holds(frame, 62, vip);
    return answer ? intAt(frame, 2) & 0xffffffffL : NONE;
  }

  /** True for a frame that tells the LAN, or one neighbour, unasked that the sender has the VIP. */
  public static boolean announces(byte[] frame, int length, InetAddress vip) {
    if (length < 42 || shortAt(frame, 0) == MARK) {
      return false;
    }
    if (vip instanceof Inet4Address) {
      // A plain reply to somebody's request is no announcement: only sender = target is.
      return shortAt(frame, 12) == ARP && holds(frame, 28, vip) && holds(frame, 38, vip);
    }
    // RFC 4861 §4.4: the solicited flag is clear in an unsolicited advertisement.
    return length >= 78
        && shortAt(frame, 12) == IPV6
        && frame[20] == ICMPV6
        && frame[54] == ADVERTISEMENT
        && (frame[58] & 0x40) == 0
        && holds(frame, 62, vip);
  }

  /** The number of the SIP probe this frame, sent from the VIP by UDP, answers, or NONE. */
  public static long sipAnswer(byte[] frame, int length, InetAddress vip) {
    boolean v4 = vip instanceof Inet4Address;
    if (length < 42 || shortAt(frame, 12) != (v4 ? IPV4 : IPV6)) {
      return NONE;
    }
    if (frame[v4 ? 23 : 20] != UDP || !holds(frame, v4 ? 26 : 22, vip)) {
      return NONE;
    }
    return branchNumber(frame, 42, length);
  }

  /** The number in the first Via branch {@code z9hG4bK-pNUMBER} of a SIP message, or NONE. */
  public static long branchNumber(byte[] bytes, int from, int to) {
    for (int at = from; at + BRANCH.length < to; at++) {
      if (bytes[at] == 'z' && Arrays.equals(bytes, at, at + BRANCH.length, BRANCH, 0, 9)) {
        long number = 0;
        int digits = at + BRANCH.length;
        while (digits < to && bytes[digits] >= '0' && bytes[digits] <= '9') {
          number = number * 10 + bytes[digits++] - '0';
        }
        return number;
      }
    }
    return NONE;
  }

  private static boolean holds(byte[] frame, int at, InetAddress address) {
    byte[] bytes = address.getAddress();
    return Arrays.equals(frame, at, at + bytes.length, bytes, 0, bytes.length);
  }

  private static short shortAt(byte[] frame, int at) {
    return (short) ((frame[at] & 0xff) << 8 | frame[at + 1] & 0xff);
  }

  private static int intAt(byte[] frame, int at) {
    return (shortAt(frame, at) & 0xffff) << 16 | shortAt(frame, at + 2) & 0xffff;
  }
}
