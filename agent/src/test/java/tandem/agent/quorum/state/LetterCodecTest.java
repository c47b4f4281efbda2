package tandem.agent.quorum.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.platform.time.Moment;

class LetterCodecTest {

  private static final Holder A = new Holder(new HostName("sip-1"), -5);
  private static final Holder B = new Holder(new HostName("sip-2"), 8);
  private static final List<Letter> LETTERS =
      List.of(
          new Letter.StandingBy(B, new Moment(-17)),
          new Letter.HandOver(A, 3, B, new Moment(Long.MAX_VALUE), true, "maintenance of ü"));

  @Test
  void everyLetterComesBackAsItWasAndIsNoCommand() throws IOException {
    for (Letter letter : LETTERS) {
      byte[] bytes = LetterCodec.encode(letter);
      assertThat(LetterCodec.isLetter(bytes, 0, bytes.length)).isTrue();
      assertThat(LetterCodec.decode(bytes, 0, bytes.length)).isEqualTo(letter);
      assertThatThrownBy(() -> CommandCodec.decode(bytes, 0, bytes.length))
          .isInstanceOf(IOException.class);
    }
    byte[] command = CommandCodec.nothing();
    assertThat(LetterCodec.isLetter(command, 0, command.length)).isFalse();
    assertThat(LetterCodec.isLetter(command, 0, 0)).isFalse();
  }

  @Test
  void garbageIsAnIoExceptionAndNothingElse() {
    Random random = new Random(4);
    for (Letter letter : LETTERS) {
      byte[] whole = LetterCodec.encode(letter);
      for (int length = 0; length < whole.length; length++) {
        int cut = length;
        assertThatThrownBy(() -> LetterCodec.decode(whole, 0, cut)).isInstanceOf(IOException.class);
      }
      for (int i = 0; i < 2_000; i++) {
        byte[] broken = whole.clone();
        broken[1 + random.nextInt(broken.length - 1)] = (byte) random.nextInt();
        try {
          LetterCodec.decode(broken, 0, broken.length);
        } catch (IOException expected) {
          assertThat(expected.getMessage()).isNotBlank();
        }
      }
    }
  }
}
