package tandem.os.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Netlink messages as bytes; written down for a little-endian machine. */
class MessagesTest {
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[512]);
  private final MessageWriter writer = new MessageWriter(buffer);

  @BeforeEach
  void littleEndian() {
    assumeTrue(
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN,
        "skipped: the golden bytes are of a little-endian machine");
  }

  @Test
  void newAddress() {
    writer.begin(20, NetlinkSocket.REQUEST | NetlinkSocket.ACK | NetlinkSocket.CREATE);
    writer.u8(2).u8(32).u8(0).u8(0).u32(3);
    writer.attribute(2, new byte[] {(byte) 198, 51, 100, 10});
    writer.end(7);
    assertThat(HexFormat.of().formatHex(writer.toByteArray()))
        .isEqualTo(
            "20000000"
                + "1400"
                + "0504"
                + "07000000"
                + "00000000"
                + "02200000"
                + "03000000"
                + "08000200"
                + "c633640a");
  }

  @Test
  void nestsCountTheirLengthAndPad() {
    writer.begin(0xa0c, 0);
    int outer = writer.nest(3);
    writer.attribute(1, "abc").be64Attribute(4, 400);
    writer.endNest(outer).be32Attribute(2, 1);
    writer.addFlags(NetlinkSocket.ACK).end(1);
    assertThat(HexFormat.of().formatHex(writer.toByteArray()))
        .isEqualTo(
            "30000000"
                + "0c0a"
                + "0400"
                + "01000000"
                + "00000000"
                + "18000380"
                + "08000100"
                + "61626300"
                + "0c000400"
                + "0000000000000190"
                + "08000200"
                + "00000001");
  }

  @Test
  void readerFindsWhatTheWriterWroteAndStopsAtALyingLength() {
    writer.begin(16, 0).u32(5).attribute(1, "eth0").u32Attribute(2, 42).end(9);
    MessageReader message = MessageReader.at(buffer, 0, writer.length()).orElseThrow();
    assertThat(message.type()).isEqualTo(16);
    assertThat(message.sequence()).isEqualTo(9);
    assertThat(message.i32(0)).isEqualTo(5);
    assertThat(message.text(4, 1)).contains("eth0");
    assertThat(message.integer(4, 2)).contains(42);
    assertThat(message.attribute(4, 3)).isEmpty();
    assertThat(MessageReader.at(buffer, 0, writer.length() - 1)).isEmpty();
    // The first attribute claims to be longer than the message.
    buffer.set(ValueLayout.JAVA_BYTE, 20, (byte) 200);
    assertThat(message.text(4, 1)).isEmpty();
    assertThat(message.integer(4, 2)).isEmpty();
  }
}
