package tandem.sip.parse;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.message.HeaderName;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;
import tandem.sip.parse.ParseResult.Malformed;
import tandem.sip.parse.ParseResult.Parsed;
import tandem.sip.transaction.TransactionKey;

/** Mutated messages: the peer's garbage is a value, never an exception. */
class NeverThrowsTest {

  private static final int RUNS = 30_000;
  private static final byte[] SPICE = "\r\n \t;,:<>\"\\@%?=[]/*()0\0".getBytes();

  @Test
  void noMutationThrows() {
    List<byte[]> seeds =
        List.of(
            Samples.datagram(Samples.REGISTER),
            Samples.datagram(Samples.WHITE_SPACE),
            Samples.datagram(Samples.ODD_METHOD),
            Samples.datagram(Samples.with(Samples.REGISTER, "REGISTER", "SIP/2.0 200 OK")));
    for (int seed = 0; seed < RUNS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = mutated(seeds.get(random.nextInt(seeds.size())), random);
      assertThatCode(() -> readAll(bytes)).as("seed %d", seed).doesNotThrowAnyException();
    }
  }

  private static byte[] mutated(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      int span = Math.min(random.nextInt(1, 20), bytes.length - at);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = SPICE[random.nextInt(SPICE.length)];
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
        case 3 -> System.arraycopy(bytes, random.nextInt(bytes.length - span + 1), bytes, at, span);
        default -> java.util.Arrays.fill(bytes, at, at + span, SPICE[random.nextInt(SPICE.length)]);
      }
    }
    return bytes;
  }

  private static void readAll(byte[] bytes) {
    switch (MessageParser.parse(bytes)) {
      case ParseResult.KeepAlive _ -> {}
      case Malformed malformed -> malformed.answerable().ifPresent(NeverThrowsTest::read);
      case Parsed(SipMessage message) -> read(message);
    }
  }

  private static void read(SipMessage message) {
    for (HeaderName name : HeaderName.values()) {
      for (String value : message.text().values(name)) {
        Via.parse(value).map(via -> via.receivedFrom("192.0.2.1", 5060)).map(Via::toString);
        NameAddr.parse(value).ifPresent(address -> use(address.uri()));
      }
    }
    for (int i = 0; i < message.text().fieldCount(); i++) {
      message.text().first(message.text().fieldName(i));
    }
    message.text().body();
    if (message instanceof SipRequest request) {
      use(request.requestUri());
      TransactionKey.of(request);
      ResponseBuilder.to(request, 200).toTag("x").build();
    }
  }

  private static void use(Uri uri) {
    if (uri instanceof SipUri sip) {
      sip.addressOfRecord();
      sip.equivalent(sip);
      sip.toString();
    }
  }
}
