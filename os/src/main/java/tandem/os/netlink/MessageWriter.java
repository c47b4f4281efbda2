package tandem.os.netlink;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes netlink messages one after another into one buffer: header, fixed part, attributes, nested
 * attributes. Lengths are filled in when a message or a nest is ended. Allocates nothing.
 */
public final class MessageWriter {
  public static final int HEADER_BYTES = 16;
  public static final int NESTED = 0x8000;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt BIG_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort BIG_SHORT = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong BIG_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment buffer;
  private int position;
  private int message;

  public MessageWriter(MemorySegment buffer) {
    this.buffer = buffer;
  }

  public void reset() {
    position = 0;
  }

  public int length() {
    return position;
  }

  public byte[] toByteArray() {
    return buffer.asSlice(0, position).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Starts a message; its sequence number is set by {@link #end}. */
  public MessageWriter begin(int type, int flags) {
    message = position;
    return u32(0).u16(type).u16(flags).u32(0).u32(0);
  }

  public MessageWriter end(int sequence) {
    buffer.set(INT, message, position - message);
    buffer.set(INT, message + 8L, sequence);
    return this;
  }

  /** Adds flags to the message written last. */
  public MessageWriter addFlags(int flags) {
    buffer.set(SHORT, message + 6L, (short) (buffer.get(SHORT, message + 6L) | flags));
    return this;
  }

  public MessageWriter u8(int value) {
    buffer.set(ValueLayout.JAVA_BYTE, position, (byte) value);
    position += 1;
    return this;
  }

  public MessageWriter u16(int value) {
    buffer.set(SHORT, position, (short) value);
    position += 2;
    return this;
  }

  public MessageWriter be16(int value) {
    buffer.set(BIG_SHORT, position, (short) value);
    position += 2;
    return this;
  }

  public MessageWriter u32(int value) {
    buffer.set(INT, position, value);
    position += 4;
    return this;
  }

  public MessageWriter attribute(int type, byte[] value) {
    int mark = openAttribute(type);
    MemorySegment.copy(value, 0, buffer, ValueLayout.JAVA_BYTE, position, value.length);
    position += value.length;
    return endNest(mark);
  }

  /** A name with its closing zero. */
  public MessageWriter attribute(int type, String value) {
    return attribute(type, (value + '\0').getBytes(StandardCharsets.US_ASCII));
  }

  public MessageWriter u32Attribute(int type, int value) {
    int mark = openAttribute(type);
    u32(value);
    return endNest(mark);
  }

  public MessageWriter be32Attribute(int type, int value) {
    int mark = openAttribute(type);
    buffer.set(BIG_INT, position, value);
    position += 4;
    return endNest(mark);
  }

  public MessageWriter be64Attribute(int type, long value) {
    int mark = openAttribute(type);
    buffer.set(BIG_LONG, position, value);
    position += 8;
    return endNest(mark);
  }

  /** Opens a nest of attributes; hand the mark to {@link #endNest}. */
  public int nest(int type) {
    return openAttribute(type | NESTED);
  }

  /** Fills in the length of the attribute at {@code mark} and pads to four bytes. */
  public MessageWriter endNest(int mark) {
    buffer.set(SHORT, mark, (short) (position - mark));
    while ((position & 3) != 0) {
      u8(0);
    }
    return this;
  }

  /** Opens an attribute whose value the caller writes; end it with {@link #endNest}. */
  public int openAttribute(int type) {
    int mark = position;
    u16(0).u16(type);
    return mark;
  }
}
