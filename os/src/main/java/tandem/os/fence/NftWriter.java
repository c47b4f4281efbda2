package tandem.os.fence;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tandem.os.netlink.MessageWriter;
import tandem.os.netlink.NetlinkSocket;

/**
 * Writes nftables messages (linux/netfilter/nf_tables.h). All of a batch is carried out at once or
 * not at all.
 */
final class NftWriter {
  static final int INET = 1;
  static final int ARP = 3;
  static final int NETDEV = 5;

  static final int KEY_IPV4 = 7;
  static final int KEY_IPV6 = 8;

  private static final int SUBSYSTEM = 10 << 8;
  private static final int BATCH_BEGIN = 0x10;
  private static final int BATCH_END = 0x11;
  private static final int NEW_TABLE = SUBSYSTEM;
  private static final int DELETE_TABLE = SUBSYSTEM | 2;
  private static final int NEW_CHAIN = SUBSYSTEM | 3;
  private static final int GET_CHAIN = SUBSYSTEM | 4;
  private static final int NEW_RULE = SUBSYSTEM | 6;
  private static final int DELETE_RULE = SUBSYSTEM | 8;
  private static final int NEW_SET = SUBSYSTEM | 9;
  private static final int NEW_ELEMENTS = SUBSYSTEM | 12;
  private static final int DELETE_ELEMENTS = SUBSYSTEM | 14;
  private static final int SET_FLAG_TIMEOUT = 0x10;
  private static final int LIST_ELEMENT = 1;

  private final NetlinkSocket socket;
  private MessageWriter writer;

  NftWriter(NetlinkSocket socket) {
    this.socket = socket;
  }

  void beginBatch() {
    writer = socket.start();
    writer.begin(BATCH_BEGIN, NetlinkSocket.REQUEST);
    header(0, 10);
    socket.end();
  }

  /**
   * Closes the batch and asks for one acknowledgement, at its last message: kernels before 6.10
   * acknowledge no batch as such.
   */
  void endBatch() {
    writer.addFlags(NetlinkSocket.ACK);
    writer.begin(BATCH_END, NetlinkSocket.REQUEST);
    header(0, 10);
    socket.end();
  }

  void newTable(int family, String table) {
    begin(NEW_TABLE, NetlinkSocket.CREATE, family);
    writer.attribute(1, table);
    socket.end();
  }

  void deleteTable(int family, String table) {
    begin(DELETE_TABLE, 0, family);
    writer.attribute(1, table);
    socket.end();
  }

  /** A hash set of addresses; {@code id} is any number, unique within the batch. */
  void newSet(GuardTable table, AddressSet set, int id) {
    begin(NEW_SET, NetlinkSocket.CREATE, table.family());
    writer.attribute(1, table.name()).attribute(2, set.setName());
    writer.be32Attribute(3, set.timed() ? SET_FLAG_TIMEOUT : 0);
    writer.be32Attribute(4, set.ipv4() ? KEY_IPV4 : KEY_IPV6);
    writer.be32Attribute(5, set.ipv4() ? 4 : 16);
    writer.be32Attribute(10, id);
    socket.end();
  }

  void newBaseChain(GuardTable table, GuardChain chain, List<String> devices) {
    begin(NEW_CHAIN, NetlinkSocket.CREATE, table.family());
    writer.attribute(1, table.name()).attribute(3, chain.name());
    int hook = writer.nest(4);
    writer.be32Attribute(1, chain.hook()).be32Attribute(2, chain.priority());
    if (devices.size() == 1) {
      writer.attribute(3, devices.getFirst());
    } else if (!devices.isEmpty()) {
      int list = writer.nest(4);
      devices.forEach(device -> writer.attribute(1, device));
      writer.endNest(list);
    }
    writer.endNest(hook);
    writer.be32Attribute(5, 1).attribute(7, "filter");
    socket.end();
  }

  /** A chain that packets reach by a jump only. */
  void newChain(GuardTable table, String chain) {
    begin(NEW_CHAIN, NetlinkSocket.CREATE, table.family());
    writer.attribute(1, table.name()).attribute(3, chain);
    socket.end();
  }

  /** Asks for a chain outside any batch: an error if it is not there. */
  void getChain(GuardTable table, GuardChain chain) {
    writer = socket.start();
    begin(GET_CHAIN, NetlinkSocket.ACK, table.family());
    writer.attribute(1, table.name()).attribute(3, chain.name());
    socket.end();
  }

  /** Removes every rule of a chain; succeeds on an empty one. */
  void flush(GuardTable table, String chain) {
    begin(DELETE_RULE, 0, table.family());
    writer.attribute(1, table.name()).attribute(2, chain);
    socket.end();
  }

  void newRule(GuardTable table, String chain, List<Expression> expressions) {
    begin(NEW_RULE, NetlinkSocket.CREATE | NetlinkSocket.APPEND, table.family());
    writer.attribute(1, table.name()).attribute(2, chain);
    int list = writer.nest(4);
    for (Expression expression : expressions) {
      int element = writer.nest(LIST_ELEMENT);
      writer.attribute(1, expression.kind());
      int data = writer.nest(2);
      write(expression);
      writer.endNest(data).endNest(element);
    }
    writer.endNest(list);
    socket.end();
  }

  /** {@code timeoutMillis} 0: for ever. */
  void addElements(GuardTable table, AddressSet set, List<byte[]> keys, long timeoutMillis) {
    begin(NEW_ELEMENTS, NetlinkSocket.CREATE, table.family());
    writer.attribute(1, table.name()).attribute(2, set.setName());
    int list = writer.nest(3);
    for (byte[] key : keys) {
      int element = writer.nest(LIST_ELEMENT);
      data(1, key);
      if (timeoutMillis > 0) {
        writer.be64Attribute(4, timeoutMillis);
      }
      writer.endNest(element);
    }
    writer.endNest(list);
    socket.end();
  }

  /** Removes every element of a set; succeeds on an empty set, unlike removing a single one. */
  void flush(GuardTable table, AddressSet set) {
    begin(DELETE_ELEMENTS, 0, table.family());
    writer.attribute(1, table.name()).attribute(2, set.setName());
    socket.end();
  }

  void removeElement(GuardTable table, AddressSet set, byte[] key) {
    begin(DELETE_ELEMENTS, 0, table.family());
    writer.attribute(1, table.name()).attribute(2, set.setName());
    int list = writer.nest(3);
    int element = writer.nest(LIST_ELEMENT);
    data(1, key);
    writer.endNest(element).endNest(list);
    socket.end();
  }

  private void write(Expression expression) {
    switch (expression) {
      case Expression.Meta meta -> writer.be32Attribute(1, 1).be32Attribute(2, meta.key());
      case Expression.NetworkHeader load ->
          writer
              .be32Attribute(1, 1)
              .be32Attribute(2, 1)
              .be32Attribute(3, load.offset())
              .be32Attribute(4, load.length());
      case Expression.ToNetworkOrder _ ->
          writer
              .be32Attribute(1, 1)
              .be32Attribute(2, 1)
              .be32Attribute(3, 1)
              .be32Attribute(4, Long.BYTES)
              .be32Attribute(5, Long.BYTES);
      case Expression.Compare compare -> {
        writer.be32Attribute(1, 1).be32Attribute(2, compare.operator());
        data(3, compare.value());
      }
      case Expression.In in ->
          writer.attribute(1, in.set().setName()).be32Attribute(2, 1).be32Attribute(5, 0);
      case Expression.NotIn in ->
          writer.attribute(1, in.set().setName()).be32Attribute(2, 1).be32Attribute(5, 1);
      case Expression.Verdict verdict -> verdict(verdict.code(), Optional.empty());
      case Expression.Jump jump -> verdict(Expression.Jump.CODE, Optional.of(jump.chain()));
      case Expression.Count _ -> {}
    }
  }

  private void verdict(int code, Optional<String> chain) {
    writer.be32Attribute(1, 0);
    int data = writer.nest(2);
    int verdict = writer.nest(2);
    writer.be32Attribute(1, code);
    chain.ifPresent(name -> writer.attribute(2, name));
    writer.endNest(verdict).endNest(data);
  }

  private void data(int type, byte[] value) {
    int nest = writer.nest(type);
    writer.attribute(1, value).endNest(nest);
  }

  private void begin(int type, int flags, int family) {
    writer.begin(type, NetlinkSocket.REQUEST | flags);
    header(family, 0);
  }

  /** struct nfgenmsg. */
  private void header(int family, int resource) {
    writer.u8(family).u8(0).be16(resource);
  }

  /** The name of an interface as the kernel compares it: 16 bytes, padded with zeros. */
  static byte[] interfaceKey(String name) {
    return Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), 16);
  }
}
