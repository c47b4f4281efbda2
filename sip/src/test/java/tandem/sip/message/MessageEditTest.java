package tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tandem.sip.corpus.Corpus;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult.Parsed;

/** Edits by example, and their properties over the corpus with seeded random edits. */
class MessageEditTest {

  private static final int RUNS = 4_000;
  private static final String INVITE =
      """
      INVITE sip:bob@example.net SIP/2.0
      v: SIP/2.0/UDP p1.example.org;branch=z9hG4bK1, SIP/2.0/TCP p2.example.org;branch=z9hG4bK2
      Route: <sip:r1.example.org;lr>, <sip:r2.example.org;lr>
      X-Folded: one
        two
      Max-Forwards: 70
      From: <sip:ada@example.org>;tag=1
      To: <sip:bob@example.net>
      Call-ID: c1
      CSeq: 1 INVITE
      Content-Type: text/plain
      Content-Length: 5

      hello\
      """;

  @Test
  void forwardsARequest() {
    SipRequest edited =
        request(INVITE)
            .edit()
            .requestUri(Uri.parse("sip:bob@192.0.2.9").orElseThrow())
            .prependVia(Via.parse("SIP/2.0/UDP me.example.org;branch=z9hG4bK0").orElseThrow())
            .prependRecordRoute(NameAddr.parse("<sip:me.example.org;lr>").orElseThrow())
            .popRoute()
            .maxForwards(69)
            .build();
    assertThat(text(edited))
        .isEqualTo(
            """
            INVITE sip:bob@192.0.2.9 SIP/2.0
            Record-Route: <sip:me.example.org;lr>
            Via: SIP/2.0/UDP me.example.org;branch=z9hG4bK0
            v: SIP/2.0/UDP p1.example.org;branch=z9hG4bK1, SIP/2.0/TCP p2.example.org;branch=z9hG4bK2
            Route: <sip:r2.example.org;lr>
            X-Folded: one
              two
            Max-Forwards: 69
            From: <sip:ada@example.org>;tag=1
            To: <sip:bob@example.net>
            Call-ID: c1
            CSeq: 1 INVITE
            Content-Type: text/plain
            Content-Length: 5

            hello\
            """);
    assertThat(edited.topVia().branch()).contains("z9hG4bK0");
    assertThat(edited.requestUri()).hasToString("sip:bob@192.0.2.9");
    assertThat(edited.maxForwards()).hasValue(69);
  }

  @Test
  void topViaIsReplacedAndRemovedWithinItsList() {
    SipRequest request = request(INVITE);
    Via noted = request.topVia().receivedFrom("192.0.2.7", 5060);
    assertThat(request.edit().replaceTopVia(noted).build().values(HeaderName.VIA))
        .containsExactly(noted.toString(), "SIP/2.0/TCP p2.example.org;branch=z9hG4bK2");
    SipRequest removed = request.edit().removeTopVia().build();
    assertThat(removed.topVia().branch()).contains("z9hG4bK2");
    assertThatThrownBy(() -> removed.edit().removeTopVia().build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bodyAndContentLengthChangeTogether() {
    SipRequest edited =
        request(INVITE).edit().body("text/html", "\u00e9".getBytes(StandardCharsets.UTF_8)).build();
    assertThat(edited.first(HeaderName.CONTENT_LENGTH)).contains("2");
    assertThat(edited.body()).hasSize(2);
    SipRequest without = edited.edit().removeBody().build();
    assertThat(text(without)).endsWith("Content-Length: 0\n\n").doesNotContain("Content-Type");
  }

  @Test
  void valuesThatWouldBreakTheMessageAreRefused() {
    MessageEdit<SipRequest> edit = request(INVITE).edit();
    assertThatThrownBy(() -> edit.set(HeaderName.SUBJECT, "a\r\nVia: x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> edit.add("bad name", "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> edit.set(HeaderName.CONTACT, "<sip:").build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theOriginalStaysAsItWas() {
    SipRequest request = request(INVITE);
    byte[] before = request.bytes().clone();
    request.edit().remove(HeaderName.ROUTE).set("X-New", "1").popRoute().build();
    assertThat(request.bytes()).isEqualTo(before);
  }

  /** What an edit makes is what a parser makes of its bytes: its index and its values are right. */
  @Test
  void anEditedMessageIsWhatItsBytesSay() {
    List<SipRequest> requests = new ArrayList<>();
    for (Corpus.Case message : Corpus.cases()) {
      if (MessageParser.parse(message.message()) instanceof Parsed(SipRequest request)) {
        requests.add(request);
      }
    }
    for (int seed = 0; seed < RUNS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SipRequest original = requests.get(random.nextInt(requests.size()));
      MessageEdit<SipRequest> edit = original.edit();
      int changes = random.nextInt(1, 7);
      for (int i = 0; i < changes; i++) {
        change(edit, original, random);
      }
      SipRequest edited = edit.build();
      SipRequest read = (SipRequest) ((Parsed) MessageParser.parse(edited.bytes())).message();
      assertSame(edited, read, "seed " + seed);
    }
  }

  private static void change(
      MessageEdit<SipRequest> edit, SipRequest original, SplittableRandom random) {
    switch (random.nextInt(10)) {
      case 0 -> edit.prependVia(Via.parse("SIP/2.0/TLS x" + random.nextInt(9)).orElseThrow());
      case 1 -> edit.replaceTopVia(original.topVia().receivedFrom("192.0.2.1", 9));
      case 2 -> edit.popRoute();
      case 3 -> edit.prependRecordRoute(NameAddr.parse("<sip:rr;lr>").orElseThrow());
      case 4 -> edit.requestUri(Uri.parse("sip:u@h" + random.nextInt(9)).orElseThrow());
      case 5 -> edit.set(HeaderName.SUBJECT, "s".repeat(random.nextInt(30)));
      case 6 -> edit.remove(HeaderName.values()[random.nextInt(3)]).remove("s");
      case 7 -> edit.body("text/plain", new byte[random.nextInt(300)]);
      case 8 -> edit.add("X-Any", "v" + random.nextInt(9));
      default -> edit.set(HeaderName.TO, original.to().withTag("t" + random.nextInt(9)).toString());
    }
  }

  private static void assertSame(SipRequest edited, SipRequest read, String seed) {
    assertThat(read.envelope()).as(seed).isEqualTo(edited.envelope());
    assertThat(read.requestUri()).as(seed).isEqualTo(edited.requestUri());
    assertThat(read.body()).as(seed).isEqualTo(edited.body());
    assertThat(read.text().fieldCount()).as(seed).isEqualTo(edited.text().fieldCount());
    for (int i = 0; i < read.text().fieldCount(); i++) {
      assertThat(edited.text().fieldName(i)).as(seed).isEqualTo(read.text().fieldName(i));
      assertThat(edited.text().fieldValue(i)).as(seed).isEqualTo(read.text().fieldValue(i));
      assertThat(edited.text().header(i)).as(seed).isEqualTo(read.text().header(i));
    }
  }

  private static SipRequest request(String text) {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    return (SipRequest) ((Parsed) MessageParser.parse(bytes)).message();
  }

  private static String text(SipRequest request) {
    return new String(request.bytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
