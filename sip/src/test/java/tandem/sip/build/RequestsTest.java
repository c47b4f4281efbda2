package tandem.sip.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tandem.sip.build.Requests.Caller;
import tandem.sip.message.CSeq;
import tandem.sip.message.HeaderName;
import tandem.sip.message.Host;
import tandem.sip.message.SipRequest;
import tandem.sip.message.Via;
import tandem.sip.parse.Answers;
import tandem.sip.parse.Answers.Answer;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult.Parsed;

/** The prober's requests, their answers (RFC 3261 §8.2.6.2), and what it makes of them. */
class RequestsTest {

  private static final Caller CALLER =
      new Caller("probe", new Host("[2001:db8::5]", 5070), "c1@probe", "t1");

  @Test
  void requestsAreWellFormed() {
    SipRequest options = read(Requests.options("sip:198.51.100.10:5060", CALLER, 7));
    assertThat(options.method()).isEqualTo("OPTIONS");
    assertThat(options.cseq()).isEqualTo(new CSeq(7, "OPTIONS"));
    assertThat(options.topVia().branch()).contains("z9hG4bKt1-7");
    Requests.Binding binding =
        new Requests.Binding("sip:a@example.com", "sip:a@192.0.2.5;transport=udp", 60);
    SipRequest register = read(Requests.register("sip:example.com", binding, CALLER, 8));
    assertThat(register.to().uri()).hasToString("sip:a@example.com");
    assertThat(register.text().values(HeaderName.CONTACT))
        .containsExactly("<sip:a@192.0.2.5;transport=udp>");
    assertThat(register.text().first(HeaderName.EXPIRES)).contains("60");
  }

  @Test
  void theAnswerIsRecognised() {
    SipRequest options = read(Requests.options("sip:198.51.100.10", CALLER, 7));
    byte[] answer = ResponseBuilder.to(options, 503).toTag("srv").build().bytes();
    assertThat(Answers.classify(answer, CALLER)).isEqualTo(new Answer.Answered(7, 503));
    Caller other = new Caller("probe", CALLER.local(), "c2@probe", "t1");
    assertThat(Answers.classify(answer, other)).isEqualTo(new Answer.Foreign());
    assertThat(Answers.classify(new byte[] {1, 2}, CALLER)).isEqualTo(new Answer.Garbage());
    assertThat(Answers.classify(Requests.options("sip:x", CALLER, 1), CALLER))
        .isEqualTo(new Answer.Foreign());
  }

  @Test
  void answersCopyEveryViaAndTagTo() {
    byte[] bytes =
        """
        OPTIONS sip:a@example.com SIP/2.0
        v: SIP/2.0/UDP p1.example.com;branch=z9hG4bK1, SIP/2.0/TCP p2.example.com;branch=z9hG4bK2
        Via: SIP/2.0/UDP
         p3.example.com;branch=z9hG4bK3
        f: <sip:b@example.com>;tag=1
        t: "\u00c5sa" <sip:a@example.com>
        i: x
        CSeq: 1 OPTIONS

        """
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    SipRequest request = read(bytes);
    Via noted = request.topVia().receivedFrom("192.0.2.1", 5060);
    String answer =
        new String(
            ResponseBuilder.to(request, 200).topVia(noted).toTag("srv").build().bytes(),
            StandardCharsets.UTF_8);
    assertThat(answer)
        .isEqualTo(
            """
            SIP/2.0 200 OK
            Via: SIP/2.0/UDP p1.example.com;branch=z9hG4bK1;received=192.0.2.1, SIP/2.0/TCP p2.example.com;branch=z9hG4bK2
            Via: SIP/2.0/UDP
             p3.example.com;branch=z9hG4bK3
            From: <sip:b@example.com>;tag=1
            To: "\u00c5sa" <sip:a@example.com>;tag=srv
            Call-ID: x
            CSeq: 1 OPTIONS
            Content-Length: 0

            """
                .replace("\n", "\r\n"));
  }

  private static SipRequest read(byte[] bytes) {
    return (SipRequest) ((Parsed) MessageParser.parse(bytes)).message();
  }
}
