package tandem.sip.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.sip.sdp.Difference.Change;
import tandem.sip.sdp.SessionDescription.Result;

/** RFC 8866 and RFC 3264. */
class SessionDescriptionTest {

  private static final String OFFER =
      """
      v=0
      o=ada 31 7 IN IP4 192.0.2.7
      s=-
      c=IN IP4 192.0.2.7
      t=0 0
      a=sendrecv
      m=audio 40000 RTP/AVP 0 8
      a=rtpmap:0 PCMU/8000
      m=video 40002/2 RTP/AVP 96
      c=IN IP6 2001:db8::7
      a=recvonly
      a=x-\u00e9:kept
      """;

  @Test
  void readsWhatHoldsForEachStream() {
    SessionDescription offer = read(OFFER);
    assertThat(offer.origin())
        .isEqualTo(new Origin("ada", "31", 7, new Connection("IP4", "192.0.2.7")));
    assertThat(offer.media()).hasSize(2);
    Media audio = offer.media().get(0);
    assertThat(audio.connection()).contains(new Connection("IP4", "192.0.2.7"));
    assertThat(audio.direction()).isEqualTo(Direction.SENDRECV);
    assertThat(audio.formats()).containsExactly("0", "8");
    Media video = offer.media().get(1);
    assertThat(video.connection()).contains(new Connection("IP6", "2001:db8::7"));
    assertThat(video.direction()).isEqualTo(Direction.RECVONLY);
    assertThat(video.ports()).isEqualTo(2);
  }

  @Test
  void untouchedLinesStayByteByByte() {
    for (String text : new String[] {OFFER, OFFER.replace("\n", "\r\n"), OFFER.stripTrailing()}) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      assertThat(((Result.Parsed) SessionDescription.parse(bytes)).description().bytes())
          .isEqualTo(bytes);
    }
  }

  @Test
  void rewritesConnectionDataAndPorts() {
    SessionDescription relayed =
        read(OFFER).with(new Connection("IP4", "203.0.113.1")).withPort(1, 0).withNextVersion();
    assertThat(relayed)
        .hasToString(
            OFFER
                .replace("c=IN IP4 192.0.2.7", "c=IN IP4 203.0.113.1")
                .replace("c=IN IP6 2001:db8::7", "c=IN IP4 203.0.113.1")
                .replace("video 40002/2", "video 0")
                .replace("31 7", "31 8"));
  }

  @Test
  void holdsAndResumes() {
    SessionDescription offer = read(OFFER);
    assertThat(offer.isHeld()).isFalse();
    SessionDescription held = offer.with(Direction.SENDONLY);
    assertThat(held)
        .hasToString(
            OFFER
                .replace("a=sendrecv\n", "")
                .replace("PCMU/8000\n", "PCMU/8000\na=sendonly\n")
                .replace("a=recvonly", "a=sendonly"));
    assertThat(held.isHeld()).isTrue();
    assertThat(held.with(Direction.INACTIVE).isHeld()).isTrue();
    assertThat(held.with(Direction.SENDRECV).isHeld()).isFalse();
    // The way of RFC 2543, which RFC 3264 §8.4 still wants understood.
    assertThat(offer.with(new Connection("IP4", "0.0.0.0")).isHeld()).isTrue();
    // The last line without a line break gets one when a line must follow.
    assertThat(read(OFFER.stripTrailing().replace("a=recvonly\n", "")).with(Direction.INACTIVE))
        .asString()
        .endsWith("kept\r\na=inactive\r\n");
  }

  @Test
  void directionsAnswerEachOther() {
    assertThat(Direction.SENDONLY.reversed()).isEqualTo(Direction.RECVONLY);
    assertThat(Direction.SENDRECV.reversed()).isEqualTo(Direction.SENDRECV);
    assertThat(Direction.INACTIVE.reversed()).isEqualTo(Direction.INACTIVE);
    assertThat(Direction.SENDRECV.held()).isEqualTo(Direction.SENDONLY);
    assertThat(Direction.RECVONLY.held()).isEqualTo(Direction.INACTIVE);
  }

  @Test
  void saysWhatChanged() {
    SessionDescription offer = read(OFFER);
    assertThat(Difference.between(offer, offer))
        .isEqualTo(new Difference(true, 0, Set.of()))
        .matches(Difference::isUnchanged);
    assertThat(changes(offer, offer.with(Direction.INACTIVE))).containsExactly(Change.DIRECTION);
    assertThat(changes(offer, offer.with(new Connection("IP4", "192.0.2.9"))))
        .containsExactly(Change.ADDRESS);
    assertThat(changes(offer, offer.withPort(0, 0)))
        .containsExactlyInAnyOrder(Change.STREAMS, Change.ADDRESS);
    assertThat(changes(offer, read(OFFER.replace("AVP 0 8", "AVP 8"))))
        .containsExactly(Change.FORMATS);
    assertThat(changes(offer, read(OFFER.replace("PCMU/8000", "PCMU/16000"))))
        .containsExactly(Change.OTHER);
    assertThat(changes(offer, read(OFFER + "m=audio 9 RTP/AVP 0\n")))
        .containsExactly(Change.STREAMS);
    Difference next = Difference.between(offer, offer.withNextVersion());
    assertThat(next).isEqualTo(new Difference(true, 1, Set.of()));
    assertThat(Difference.between(offer, read(OFFER.replace("o=ada", "o=bob"))).sameSession())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v=1\no=- 1 1 IN IP4 h\n",
        "v=0\n",
        "v=0\ns=-\n",
        "v=0\no=- x 1 IN IP4 h\n",
        "v=0\no=- 1 1 IN IP4 h\nm=audio x RTP/AVP 0\n",
        "v=0\no=- 1 1 IN IP4 h\nc=IN IP4\n",
        "v=0\no=- 1 1 IN IP4 h\nm=audio 70000 RTP/AVP 0\n",
        "v=0\no=- 1 1 IN IP4 h\n\n",
        "hello"
      })
  void refusesWhatIsNoDescription(String text) {
    assertThat(SessionDescription.parse(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Result.Malformed.class);
  }

  @Test
  void limitsHold() {
    String start = "v=0\no=- 1 1 IN IP4 h\n";
    assertParsed(start + "m=audio 9 RTP/AVP 0\n".repeat(SessionDescription.MAX_MEDIA), true);
    assertParsed(start + "m=audio 9 RTP/AVP 0\n".repeat(SessionDescription.MAX_MEDIA + 1), false);
    assertParsed(start + "a=x\n".repeat(SessionDescription.MAX_LINES - 2), true);
    assertParsed(start + "a=x\n".repeat(SessionDescription.MAX_LINES - 1), false);
    assertParsed(
        start + "a=" + "x".repeat(SessionDescription.MAX_BYTES - start.length() - 2), true);
    assertParsed(
        start + "a=" + "x".repeat(SessionDescription.MAX_BYTES - start.length() - 1), false);
  }

  private static void assertParsed(String text, boolean parsed) {
    assertThat(
            SessionDescription.parse(text.getBytes(StandardCharsets.UTF_8))
                instanceof Result.Parsed)
        .isEqualTo(parsed);
  }

  private static Set<Change> changes(SessionDescription before, SessionDescription after) {
    return Difference.between(before, after).changes();
  }

  private static SessionDescription read(String text) {
    return ((Result.Parsed) SessionDescription.parse(text.getBytes(StandardCharsets.UTF_8)))
        .description();
  }
}
