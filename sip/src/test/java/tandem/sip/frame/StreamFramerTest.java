package tandem.sip.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tandem.sip.frame.StreamFramer.Output;

/** RFC 3261 §18.3 over streams and RFC 5626 §3.5.1. */
class StreamFramerTest {

  private static final String EMPTY = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n";
  private static final String BODY = "MESSAGE sip:a SIP/2.0\r\nl :\r\n 7\r\n\r\nhe\r\n\r\no";
  private static final String PING = "\r\n\r\n";

  @Test
  void anyChunkingGivesTheSameMessages() {
    String stream = EMPTY + PING + BODY + BODY + PING + PING + EMPTY;
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StreamFramer framer = new StreamFramer();
      List<Output> outputs = new ArrayList<>();
      byte[] bytes = bytes(stream);
      for (int at = 0; at < bytes.length; ) {
        int to = Math.min(bytes.length, at + random.nextInt(1, 40));
        outputs.addAll(framer.feed(bytes, at, to));
        at = to;
      }
      assertThat(
              outputs.stream().filter(o -> !(o instanceof Output.Pong)).map(StreamFramerTest::show))
          .as("seed %d", seed)
          .containsExactly(EMPTY, "ping", BODY, BODY, "ping", "ping", EMPTY);
      assertThat(framer.isWithinMessage()).isFalse();
    }
  }

  @Test
  void aLoneLineBreakIsAPong() {
    StreamFramer framer = new StreamFramer();
    assertThat(framer.feed(bytes("\r\n"))).containsExactly(new Output.Pong());
    assertThat(framer.feed(bytes(EMPTY))).hasSize(1);
  }

  @Test
  void withoutContentLengthTheStreamIsLost() {
    assertBroken("OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n", 400, "Missing Content-Length");
    assertBroken("OPTIONS sip:a SIP/2.0\r\nContent-Length: x\r\n\r\n", 400, "Bad Content-Length");
    assertBroken(
        "OPTIONS sip:a SIP/2.0\r\nContent-Length: 99999\r\n\r\n", 513, "Message Too Large");
    assertBroken("\rX", 400, "CR without LF");
  }

  @Test
  void nothingIsReadAfterTheStreamWasLost() {
    StreamFramer framer = new StreamFramer();
    framer.feed(bytes("OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n"));
    assertThat(framer.feed(bytes(EMPTY))).isEmpty();
  }

  @Test
  void limitsHold() {
    String start = "OPTIONS sip:a SIP/2.0\r\nContent-Length: ";
    int body = StreamFramer.MAX_MESSAGE - start.length() - 5 - 4;
    StreamFramer framer = new StreamFramer();
    assertThat(framer.feed(bytes(start + body + "\r\n\r\n" + "b".repeat(body)))).hasSize(1);
    assertBroken(start + (body + 1) + "\r\n\r\n", 513, "Message Too Large");
    ByteArrayOutputStream endless = new ByteArrayOutputStream();
    endless.writeBytes(bytes("X: "));
    endless.writeBytes(new byte[StreamFramer.MAX_HEADER]);
    assertThat(new StreamFramer().feed(endless.toByteArray()))
        .singleElement()
        .isInstanceOfSatisfying(Output.Broken.class, b -> assertThat(b.status()).isEqualTo(513));
  }

  private static void assertBroken(String stream, int status, String reason) {
    assertThat(new StreamFramer().feed(bytes(stream)))
        .last()
        .isInstanceOfSatisfying(
            Output.Broken.class,
            broken -> {
              assertThat(broken.status()).isEqualTo(status);
              assertThat(broken.reason()).isEqualTo(reason);
            });
  }

  private static String show(Output output) {
    return switch (output) {
      case Output.Message(byte[] bytes) -> new String(bytes, StandardCharsets.ISO_8859_1);
      case Output.Ping _ -> "ping";
      case Output.Pong _ -> "pong";
      case Output.Broken broken -> broken.reason();
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
