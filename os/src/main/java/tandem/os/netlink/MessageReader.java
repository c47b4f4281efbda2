package tandem.os.netlink;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A view of one netlink message in the receive buffer; valid only until the next receive. Lengths
 * that do not fit are cut at the end of the message: what the kernel sends is trusted to be from
 * the kernel, not to be of a version we know.
 */
public final class MessageReader {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final int TYPE_MASK = 0x3fff;

  private final MemorySegment message;

  private MessageReader(MemorySegment message) {
    this.message = message;
  }

  /** The message at {@code offset} of a datagram, or empty at its end. */
  static Optional<MessageReader> at(MemorySegment buffer, int offset, int received) {
    if (received - offset < MessageWriter.HEADER_BYTES) {
      return Optional.empty();
    }
    int length = buffer.get(INT, offset);
    if (length < MessageWriter.HEADER_BYTES || length > received - offset) {
      return Optional.empty();
    }
    return Optional.of(new MessageReader(buffer.asSlice(offset, length)));
  }

  /** The length with padding: the distance to the next message. */
  int stride() {
    return ((int) message.byteSize() + 3) & ~3;
  }

  public int type() {
    return Short.toUnsignedInt(message.get(SHORT, 4));
  }

  public int flags() {
    return Short.toUnsignedInt(message.get(SHORT, 6));
  }

  public int sequence() {
    return message.get(INT, 8);
  }

  /** A byte of the fixed part behind the header. */
  public int u8(int offset) {
    return Byte.toUnsignedInt(
        message.get(ValueLayout.JAVA_BYTE, MessageWriter.HEADER_BYTES + offset));
  }

  public int u16(int offset) {
    return Short.toUnsignedInt(message.get(SHORT, MessageWriter.HEADER_BYTES + offset));
  }

  public int i32(int offset) {
    return message.get(INT, MessageWriter.HEADER_BYTES + offset);
  }

  /**
   * The value of the first attribute of a type.
   *
   * @param fixed bytes of the fixed part before the attributes
   */
  public Optional<MemorySegment> attribute(int fixed, int type) {
    int at = MessageWriter.HEADER_BYTES + ((fixed + 3) & ~3);
    int end = (int) message.byteSize();
    while (end - at >= 4) {
      int length = Short.toUnsignedInt(message.get(SHORT, at));
      if (length < 4 || length > end - at) {
        return Optional.empty();
      }
      if ((message.get(SHORT, at + 2) & TYPE_MASK) == type) {
        return Optional.of(message.asSlice(at + 4L, length - 4L));
      }
      at += (length + 3) & ~3;
    }
    return Optional.empty();
  }

  public Optional<String> text(int fixed, int type) {
    return attribute(fixed, type)
        .map(
            value -> {
              byte[] bytes = value.toArray(ValueLayout.JAVA_BYTE);
              int length = 0;
              while (length < bytes.length && bytes[length] != 0) {
                length++;
              }
              return new String(bytes, 0, length, StandardCharsets.UTF_8);
            });
  }

  public Optional<Integer> integer(int fixed, int type) {
    return attribute(fixed, type)
        .filter(value -> value.byteSize() >= 4)
        .map(value -> value.get(INT, 0));
  }

  public Optional<byte[]> bytes(int fixed, int type) {
    return attribute(fixed, type).map(value -> value.toArray(ValueLayout.JAVA_BYTE));
  }

  /** An IPv4 or IPv6 address, told by its length. */
  public Optional<InetAddress> address(int fixed, int type) {
    return bytes(fixed, type)
        .filter(value -> value.length == 4 || value.length == 16)
        .map(
            value -> {
              try {
                return InetAddress.getByAddress(value);
              } catch (UnknownHostException bug) {
                throw new IllegalStateException(bug);
              }
            });
  }
}
