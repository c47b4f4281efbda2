package tandem.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramesTest {

  private final Inet4Address vip = (Inet4Address) InetAddress.getByName("198.51.100.10");
  private final InetAddress vip6 = InetAddress.getByName("2001:db8:1::10");

  FramesTest() throws UnknownHostException {}

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", "").replace("\n", ""));
  }

  @Test
  void anAnswerBringsTheQuestionsNumberBack() {
    byte[] reply =
        hex(
            "0254 0001e240 02005e00010b 0806 0001 0800 06 04 0002"
                + "02005e00010b c633640a 0254 0001e240 00000000");

    assertThat(Frames.answered(reply, reply.length, vip)).isEqualTo(123_456);
    assertThat(Frames.announces(reply, reply.length, vip)).isFalse();
  }

  @Test
  void aQuestionIsNoAnswer() {
    byte[] question = Frames.arpProbe(vip, 123_456);

    assertThat(question).hasSize(42);
    assertThat(Frames.answered(question, question.length, vip)).isEqualTo(Frames.NONE);
    assertThat(HexFormat.of().formatHex(question, 6, 12)).isEqualTo("02540001e240");
  }

  @Test
  void aGratuitousArpAnnouncesInBothForms() {
    for (String operation : new String[] {"0001", "0002"}) {
      byte[] frame =
          hex(
              "ffffffffffff 02005e00010b 0806 0001 0800 06 04"
                  + operation
                  + "02005e00010b c633640a ffffffffffff c633640a");

      assertThat(Frames.announces(frame, frame.length, vip)).isTrue();
      assertThat(Frames.answered(frame, frame.length, vip)).isEqualTo(Frames.NONE);
    }
  }

  @Test
  void aSolicitationHasTheRightChecksum() throws UnknownHostException {
    byte[] frame = Frames.solicitation(vip6, InetAddress.getByName("2001:db8:1::21"), 7);

    // The sum over pseudo header and message, the checksum included, is all ones.
    long sum = 32 + 58;
    for (int at = 22; at < frame.length; at += 2) {
      sum += (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    assertThat(sum).isEqualTo(0xffff);
    assertThat(HexFormat.of().formatHex(frame, 0, 6)).isEqualTo("3333ff000010");
  }

  @Test
  void theBranchNumberIsReadFromTheFirstVia() {
    byte[] answer =
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK-p4711;rport\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    assertThat(Frames.branchNumber(answer, 0, answer.length)).isEqualTo(4711);
    assertThat(Frames.branchNumber(answer, 0, 20)).isEqualTo(Frames.NONE);
  }
}
