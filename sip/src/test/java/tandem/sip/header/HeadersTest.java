package tandem.sip.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.sip.header.SessionExpires.Refresher;
import tandem.sip.message.CSeq;

/** Each typed value: read, printed, refused. */
class HeadersTest {

  /** Tidy values print as they were read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          rack         | 776656 1 INVITE
          event        | dialog.winfo;id=7
          state        | terminated;reason=noresource;retry-after=5
          session      | 1800;refresher=uac
          replaces     | 98asd@h;to-tag=12;from-tag=34;early-only
          auth         | Digest realm="a, b", nonce="x\\"y", stale=true, qop="auth"
          info         | nextnonce="4f", qop=auth, nc=00000001
          retry        | 18000 (in a (long) meeting);duration=3600
          reason       | Q.850;cause=16;text="Normal \\"end\\""
          media        | application/sdp;charset=utf-8
          date         | Sat, 13 Nov 2010 23:29:00 GMT
          timestamp    | 54.3 0.2
          warning      | 370 example.net:5060 "Too \\"thin\\""
          """)
  void printsWhatItRead(String kind, String text) {
    assertThat(read(kind, text)).contains(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          rack         | 0 1 INVITE
          rack         | 4294967296 1 INVITE
          rack         | 1 INVITE
          event        | ;id=7
          event        | dialog;
          state        | active,pending
          session      | x
          session      | 4294967296
          replaces     | a@b;to-tag=1
          replaces     | a@b;to-tag=1;to-tag=2;from-tag=3
          replaces     | a b;to-tag=1;from-tag=3
          auth         | Digest
          auth         | Digest realm
          auth         | Digest realm="x
          auth         | Digest realm="x",
          auth         | Digest realm="x" nonce="y"
          info         | =x
          retry        | -1
          retry        | 5 (open
          reason       | ;cause=1
          media        | application
          media        | /sdp
          date         | Sat, 13 Nov 2010 23:29:00 EST
          date         | Sun, 13 Nov 2010 23:29:00 GMT
          timestamp    | 1.2.3
          timestamp    | 1 2 3
          warning      | 370 example.net text
          warning      | x example.net "text"
          """)
  void refusesGarbage(String kind, String text) {
    assertThat(read(kind, text)).isEmpty();
  }

  private static Optional<String> read(String kind, String text) {
    Function<String, Optional<?>> reader =
        switch (kind) {
          case "rack" -> RAck::parse;
          case "event" -> Event::parse;
          case "state" -> SubscriptionState::parse;
          case "session" -> SessionExpires::parse;
          case "replaces" -> Replaces::parse;
          case "auth" -> AuthValue::parse;
          case "info" -> AuthValue::parseInfo;
          case "retry" -> RetryAfter::parse;
          case "reason" -> Reason::parse;
          case "media" -> MediaType::parse;
          case "date" -> SipDate::parse;
          case "timestamp" -> Timestamp::parse;
          case "warning" -> Warning::parse;
          default -> throw new IllegalArgumentException(kind);
        };
    return reader.apply(text).map(Object::toString);
  }

  @Test
  void understandsTheParts() {
    assertThat(RAck.parse("7 2 INVITE")).contains(new RAck(7, new CSeq(2, "INVITE")));
    assertThat(RAck.parseRseq("4294967295")).contains(4_294_967_295L);
    assertThat(RAck.parseRseq("0")).isEmpty();
    Event event = Event.parse("dialog ; id = 7;x").orElseThrow();
    assertThat(event.matches(Event.parse("dialog;id=7").orElseThrow())).isTrue();
    assertThat(event.matches(Event.of("dialog"))).isFalse();
    SubscriptionState state = SubscriptionState.parse("Active;expires=99999999999").orElseThrow();
    assertThat(state.isActive()).isTrue();
    assertThat(state.expires()).hasValue(4_294_967_295L);
    assertThat(SessionExpires.parse("90;refresher=UAS").orElseThrow().refresher())
        .contains(Refresher.UAS);
    assertThat(SessionExpires.of(90, Refresher.UAC)).hasToString("90;refresher=uac");
    AuthValue auth = AuthValue.parse("digest Realm=\"a \\\"b\\\"\",realm=x").orElseThrow();
    assertThat(auth.isDigest()).isTrue();
    assertThat(auth.get("realm")).contains("a \"b\"");
    assertThat(auth.hasDuplicates()).isTrue();
    Reason reason = Reason.parse("SIP;cause=200;text=\"Call completed elsewhere\"").orElseThrow();
    assertThat(reason.cause()).hasValue(200);
    assertThat(reason.text()).contains("Call completed elsewhere");
    assertThat(Reason.sip(200, "a \"b\"").text()).contains("a \"b\"");
    assertThat(MediaType.parse("text/*;q=0.5").orElseThrow())
        .matches(range -> range.covers("text/plain") && !range.covers("application/sdp"))
        .matches(range -> range.q() == 500);
    assertThat(SipDate.parse("Sat, 13 Nov 2010 23:29:00 GMT").orElseThrow().instant())
        .isEqualTo(Instant.parse("2010-11-13T23:29:00Z"));
  }

  @Test
  void parametersOfCredentialsHaveALimit() {
    assertThat(AuthValue.parse(credentials(AuthValue.MAX_PARAMETERS))).isPresent();
    assertThat(AuthValue.parse(credentials(AuthValue.MAX_PARAMETERS + 1))).isEmpty();
  }

  private static String credentials(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "p" + i + "=v")
        .collect(Collectors.joining(",", "Digest ", ""));
  }
}
