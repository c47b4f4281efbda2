package tandem.os.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import tandem.os.link.MacAddress;

/** The octets on the wire. */
class FramesTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
  private static final MacAddress PEER = MacAddress.parse("02:00:00:00:00:02");

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  @Test
  void gratuitousArpNamesTheVipTwice() throws Exception {
    InetAddress vip = address("198.51.100.10");
    assertThat(hex(Frames.gratuitousArp(vip, MAC, Frames.ARP_REQUEST)))
        .isEqualTo(
            "ffffffffffff"
                + "020000000001"
                + "0806"
                + "0001080006040001"
                + "020000000001"
                + "c633640a"
                + "000000000000"
                + "c633640a");
    assertThat(hex(Frames.gratuitousArp(vip, MAC, Frames.ARP_REPLY)))
        .isEqualTo(
            "ffffffffffff"
                + "020000000001"
                + "0806"
                + "0001080006040002"
                + "020000000001"
                + "c633640a"
                + "020000000001"
                + "c633640a");
  }

  @Test
  void refreshIsAUnicastRequestFromTheVip() throws Exception {
    assertThat(hex(Frames.arpRequest(address("198.51.100.10"), MAC, address("198.51.100.2"), PEER)))
        .isEqualTo(
            "020000000002"
                + "020000000001"
                + "0806"
                + "0001080006040001"
                + "020000000001"
                + "c633640a"
                + "000000000000"
                + "c6336402");
  }

  @Test
  void probeHasNoSender() throws Exception {
    assertThat(hex(Frames.arpProbe(address("198.51.100.10"), MAC)))
        .endsWith("020000000001" + "00000000" + "000000000000" + "c633640a");
  }

  @Test
  void advertisementOverridesAndHasTheRightChecksum() throws Exception {
    byte[] frame = Frames.neighbourAdvertisement(address("2001:db8:1::10"), MAC);
    String vip = "20010db8000100000000000000000010";
    assertThat(hex(frame))
        .startsWith(
            "333300000001"
                + "020000000001"
                + "86dd"
                + "60000000"
                + "0020"
                + "3aff"
                + vip
                + "ff020000000000000000000000000001"
                + "8800")
        .endsWith("20000000" + vip + "0201020000000001");
    assertThat(sum(frame)).isEqualTo(0xffff);
  }

  @Test
  void duplicateProbeGoesToTheSolicitedNodeGroup() throws Exception {
    byte[] frame = Frames.neighbourProbe(address("2001:db8:1::10"), MAC);
    assertThat(hex(frame))
        .startsWith("3333ff000010")
        .contains("ff0200000000000000000001ff000010" + "8700");
    assertThat(sum(frame)).isEqualTo(0xffff);
  }

  @Test
  void filterEndsInYesAndNo() throws Exception {
    byte[] code = PacketFilter.sentFrom(address("198.51.100.10")).encode();
    assertThat(code).hasSize(11 * 8);
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      assertThat(hex(code))
          .startsWith("2000000004f0ffff" + "1500000804000000" + "280000000c000000")
          .endsWith("15000001" + "0a6433c6" + "06000000ffff0000" + "0600000000000000");
    }
  }

  /** The Internet checksum over pseudo header and message: all ones if it is right. */
  private static int sum(byte[] frame) {
    int sum = 58 + frame.length - 54;
    for (int i = 22; i < frame.length; i += 2) {
      sum += Byte.toUnsignedInt(frame[i]) << 8 | Byte.toUnsignedInt(frame[i + 1]);
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }
}
