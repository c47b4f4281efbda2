package tandem.os.announce;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import tandem.os.libc.Libc;
import tandem.os.libc.NativeSocket;
import tandem.os.libc.OsException;
import tandem.platform.address.VirtualAddress;

/**
 * A filter program of the kernel (classic BPF) that lets a packet socket see only what it asks for:
 * a chain of tests, each of which either goes on to the next or ends in "no".
 */
final class PacketFilter {
  private static final int SO_ATTACH_FILTER = 26;
  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_BYTE = 0x30;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final int PACKET_TYPE = 0xffff_f004;
  private static final int OUTGOING = 4;
  private static final int TCP = 6;
  private static final int UDP = 17;
  // Marks a jump to the refusing end, whose distance is known when the program is complete.
  private static final int NO = -1;
  private static final int YES = -2;

  private record Instruction(int code, int ifTrue, int ifFalse, int value) {}

  private final List<Instruction> program = new ArrayList<>();

  private PacketFilter() {}

  /**
   * Incoming ARP answers, ARP of any kind in the name of a VIP, neighbour solicitations and
   * advertisements. Not the questions of others: a big segment asks all the time, and each frame
   * wakes a thread.
   */
  static PacketFilter neighbourTraffic(List<VirtualAddress> vips) {
    PacketFilter filter = new PacketFilter();
    List<InetAddress> ipv4 =
        vips.stream().filter(VirtualAddress::isIpv4).map(VirtualAddress::address).toList();
    filter.add(LOAD_WORD, 0, 0, PACKET_TYPE).add(JUMP_IF_EQUAL, NO, 0, OUTGOING);
    filter.add(LOAD_HALF, 0, 0, 12);
    // What is not ARP skips all that looks into it.
    filter.add(JUMP_IF_EQUAL, 0, ipv4.size() + 3, Frames.ETHERTYPE_ARP);
    filter.add(LOAD_WORD, 0, 0, 28);
    for (InetAddress vip : ipv4) {
      filter.add(JUMP_IF_EQUAL, YES, 0, ByteBuffer.wrap(vip.getAddress()).getInt());
    }
    filter.add(LOAD_HALF, 0, 0, 20).add(JUMP_IF_EQUAL, YES, NO, Frames.ARP_REPLY);
    filter.add(JUMP_IF_EQUAL, 0, NO, Frames.ETHERTYPE_IPV6);
    filter.add(LOAD_BYTE, 0, 0, 20).add(JUMP_IF_EQUAL, 0, NO, Frames.ICMPV6);
    filter.add(LOAD_BYTE, 0, 0, 54);
    filter.add(JUMP_IF_EQUAL, 1, 0, Frames.NEIGHBOUR_SOLICITATION);
    filter.add(JUMP_IF_EQUAL, 0, NO, Frames.NEIGHBOUR_ADVERTISEMENT);
    return filter;
  }

  /** Outgoing UDP and TCP whose source is {@code address}. */
  static PacketFilter sentFrom(InetAddress address) {
    PacketFilter filter = new PacketFilter();
    boolean ipv4 = Frames.isIpv4(address);
    filter.add(LOAD_WORD, 0, 0, PACKET_TYPE).add(JUMP_IF_EQUAL, 0, NO, OUTGOING);
    filter.add(LOAD_HALF, 0, 0, 12).add(JUMP_IF_EQUAL, 0, NO, ipv4 ? 0x0800 : 0x86dd);
    filter.add(LOAD_BYTE, 0, 0, ipv4 ? 23 : 20);
    filter.add(JUMP_IF_EQUAL, 1, 0, UDP).add(JUMP_IF_EQUAL, 0, NO, TCP);
    ByteBuffer words = ByteBuffer.wrap(address.getAddress());
    int offset = ipv4 ? 26 : 22;
    while (words.hasRemaining()) {
      filter.add(LOAD_WORD, 0, 0, offset).add(JUMP_IF_EQUAL, 0, NO, words.getInt());
      offset += 4;
    }
    return filter;
  }

  void attach(NativeSocket socket) throws OsException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = encode();
      MemorySegment code = arena.allocate(bytes.length, 8);
      code.copyFrom(MemorySegment.ofArray(bytes));
      MemorySegment header = arena.allocate(16, 8);
      header.set(ValueLayout.JAVA_SHORT, 0, (short) (bytes.length / 8));
      header.set(ValueLayout.ADDRESS, 8, code);
      socket.option(Libc.SOL_SOCKET, SO_ATTACH_FILTER, header);
    }
  }

  byte[] encode() {
    int yes = program.size();
    int no = yes + 1;
    ByteBuffer bytes = ByteBuffer.allocate((no + 1) * 8).order(ByteOrder.nativeOrder());
    for (int at = 0; at < yes; at++) {
      Instruction instruction = program.get(at);
      bytes.putShort((short) instruction.code);
      bytes.put(distance(instruction.ifTrue, at, yes));
      bytes.put(distance(instruction.ifFalse, at, yes));
      bytes.putInt(instruction.value);
    }
    bytes.putShort((short) RETURN).putShort((short) 0).putInt(0xffff);
    return bytes.putShort((short) RETURN).putShort((short) 0).putInt(0).array();
  }

  /** The accepting end stands right before the refusing one. */
  private static byte distance(int jump, int at, int yes) {
    return (byte)
        switch (jump) {
          case YES -> yes - at - 1;
          case NO -> yes - at;
          default -> jump;
        };
  }

  private PacketFilter add(int code, int ifTrue, int ifFalse, int value) {
    program.add(new Instruction(code, ifTrue, ifFalse, value));
    return this;
  }
}
