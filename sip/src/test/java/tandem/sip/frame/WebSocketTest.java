package tandem.sip.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.sip.frame.WebSocketFramer.Output;
import tandem.sip.frame.WebSocketFramer.Side;
import tandem.sip.frame.WebSocketHandshake.Result;

/** RFC 6455 and RFC 7118. */
class WebSocketTest {

  private static final String REQUEST =
      """
      GET / HTTP/1.1
      Host: sip-ws.example.com
      Upgrade: websocket
      Connection: keep-alive, Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Protocol: other, sip
      Sec-WebSocket-Version: 13

      """
          .replace("\n", "\r\n");

  @Test
  void acceptsAClientThatOffersSip() {
    Result.Accepted accepted = (Result.Accepted) WebSocketHandshake.judge(bytes(REQUEST + "xy"));
    assertThat(accepted.used()).isEqualTo(REQUEST.length());
    // The key and its proof are the example of RFC 6455 §1.3.
    assertThat(new String(accepted.response(), StandardCharsets.ISO_8859_1))
        .startsWith("HTTP/1.1 101 ")
        .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
        .contains("Sec-WebSocket-Protocol: sip\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'other, sip', other, 400",
    "GET, POST, 400",
    "Version: 13, Version: 8, 426",
    "Upgrade: websocket, Upgrade: h2c, 426",
    "dGhlIHNhbXBsZSBub25jZQ==, c2hvcnQ=, 400",
    "Host:, Ghost:, 400"
  })
  void refusesOthers(String from, String to, int status) {
    assertThat(WebSocketHandshake.judge(bytes(REQUEST.replace(from, to))))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(new String(refused.response())).startsWith("HTTP/1.1 " + status));
  }

  @Test
  void waitsForTheWholeRequestWithinItsLimit() {
    byte[] all = bytes(REQUEST);
    for (int i = 0; i < all.length; i++) {
      assertThat(WebSocketHandshake.judge(java.util.Arrays.copyOf(all, i)))
          .isInstanceOf(Result.Incomplete.class);
    }
    assertThat(WebSocketHandshake.judge(new byte[WebSocketHandshake.MAX_REQUEST - 1]))
        .isInstanceOf(Result.Incomplete.class);
    assertThat(WebSocketHandshake.judge(new byte[WebSocketHandshake.MAX_REQUEST]))
        .isInstanceOf(Result.Refused.class);
  }

  @Test
  void anyChunkingAndFragmentationGivesTheSameMessages() {
    for (int seed = 0; seed < 1_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] message = new byte[random.nextInt(400)];
      random.nextBytes(message);
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      int at = 0;
      int opcode = 2;
      do {
        int to = Math.min(message.length, at + random.nextInt(1, 200));
        boolean last = to == message.length;
        stream.writeBytes(
            frame(
                (last ? 0x80 : 0) | opcode,
                java.util.Arrays.copyOfRange(message, at, to),
                random.nextInt()));
        stream.writeBytes(frame(0x89, bytes("p"), random.nextInt()));
        opcode = 0;
        at = to;
      } while (at < message.length);
      List<Output> outputs = new ArrayList<>();
      WebSocketFramer framer = new WebSocketFramer(Side.SERVER);
      byte[] bytes = stream.toByteArray();
      for (int i = 0; i < bytes.length; ) {
        int to = Math.min(bytes.length, i + random.nextInt(1, 30));
        outputs.addAll(framer.feed(bytes, i, to));
        i = to;
      }
      assertThat(outputs.stream().filter(o -> o instanceof Output.Message))
          .as("seed %d", seed)
          .singleElement()
          .isInstanceOfSatisfying(
              Output.Message.class, m -> assertThat(m.bytes()).isEqualTo(message));
      // Each ping has its pong.
      assertThat(outputs)
          .anySatisfy(
              o ->
                  assertThat(o)
                      .isInstanceOfSatisfying(
                          Output.Send.class,
                          s -> assertThat(s.frame()).containsExactly(0x8a, 1, 'p')));
    }
  }

  @Test
  void whatAServerSendsAClientReads() {
    for (int size : new int[] {0, 125, 126, 65_535}) {
      WebSocketFramer client = new WebSocketFramer(Side.CLIENT);
      assertThat(client.feed(WebSocketFramer.encode(new byte[size])))
          .singleElement()
          .isInstanceOfSatisfying(Output.Message.class, m -> assertThat(m.bytes()).hasSize(size));
    }
    assertThat(WebSocketFramer.encode(bytes("a"))[0]).isEqualTo((byte) 0x81);
    assertThat(WebSocketFramer.encode(new byte[] {(byte) 0xff})[0]).isEqualTo((byte) 0x82);
  }

  @Test
  void rulesAndLimitsCloseTheConnection() {
    assertClosed(frame(0x81, new byte[2], 0), Side.CLIENT, 1002);
    assertClosed(new byte[] {(byte) 0x81, 1, 'x'}, Side.SERVER, 1002);
    assertClosed(frame(0xc1, new byte[2], 7), Side.SERVER, 1002);
    assertClosed(frame(0x83, new byte[2], 7), Side.SERVER, 1002);
    assertClosed(frame(0x80, new byte[2], 7), Side.SERVER, 1002);
    assertClosed(frame(0x09, new byte[2], 7), Side.SERVER, 1002);
    assertClosed(frame(0x89, new byte[126], 7), Side.SERVER, 1002);
    assertClosed(frame(0x82, new byte[WebSocketFramer.MAX_MESSAGE + 1], 7), Side.SERVER, 1009);
    assertClosed(frame(0x88, new byte[] {3, (byte) 0xe9}, 7), Side.SERVER, 1001);
    ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    for (int i = 0; i <= WebSocketFramer.MAX_FRAGMENTS; i++) {
      fragments.writeBytes(frame(i == 0 ? 1 : 0, new byte[1], 7));
    }
    assertClosed(fragments.toByteArray(), Side.SERVER, 1009);
  }

  private static void assertClosed(byte[] stream, Side side, int status) {
    WebSocketFramer framer = new WebSocketFramer(side);
    assertThat(framer.feed(stream))
        .last()
        .isInstanceOfSatisfying(Output.Closed.class, c -> assertThat(c.status()).isEqualTo(status));
    assertThat(framer.feed(stream)).isEmpty();
  }

  /** A masked frame. */
  private static byte[] frame(int first, byte[] payload, int mask) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    int size = payload.length;
    out.write(0x80 | (size < 126 ? size : size <= 0xffff ? 126 : 127));
    for (int i = size < 126 ? 0 : size <= 0xffff ? 2 : 8; i > 0; i--) {
      out.write(i > 4 ? 0 : size >>> 8 * (i - 1));
    }
    byte[] key = {(byte) (mask >> 24), (byte) (mask >> 16), (byte) (mask >> 8), (byte) mask};
    out.writeBytes(key);
    for (int i = 0; i < size; i++) {
      out.write(payload[i] ^ key[i & 3]);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
