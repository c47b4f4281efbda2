package tandem.sip.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.sip.parse.Samples.REGISTER;
import static tandem.sip.parse.Samples.datagram;
import static tandem.sip.parse.Samples.with;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.sip.message.HeaderName;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.SipUri;
import tandem.sip.parse.ParseResult.KeepAlive;
import tandem.sip.parse.ParseResult.Malformed;
import tandem.sip.parse.ParseResult.Parsed;

/** Framing (RFC 3261 §7, §18.3) and messages in the manner of RFC 4475. */
class MessageParserTest {

  @Test
  void readsWhatEveryAnswerNeeds() {
    SipRequest request = request(REGISTER);
    assertThat(request.method()).isEqualTo("REGISTER");
    assertThat(request.requestUri().toString()).isEqualTo("sip:example.com");
    assertThat(request.topVia().branch()).contains("z9hG4bK-1");
    assertThat(request.topVia().asksForRport()).isTrue();
    assertThat(request.from().tag()).contains("a1");
    assertThat(request.to().tag()).isEmpty();
    assertThat(request.callId()).isEqualTo("reg-1@192.0.2.50");
    assertThat(request.cseq().number()).isEqualTo(1);
  }

  @Test
  void splitsListsOutsideQuotesAndBrackets() {
    assertThat(request(REGISTER).text().values(HeaderName.CONTACT))
        .containsExactly("<sip:alice@192.0.2.50:5070>", "\"Desk, 2\" <sip:alice@192.0.2.51>;q=0.5");
  }

  @Test
  void untouchedMessageIsByteIdentical() {
    byte[] bytes = datagram(Samples.WHITE_SPACE);
    assertThat(((Parsed) MessageParser.parse(bytes)).message().text().toBytes()).isEqualTo(bytes);
  }

  @Test
  void rfc4475WhiteSpaceFoldsAndCompactForms() {
    SipRequest request = request(Samples.WHITE_SPACE);
    assertThat(request.to().tag()).contains("1918181833n");
    assertThat(request.from().tag()).contains("98asjd8");
    assertThat(request.cseq().toString()).isEqualTo("9 INVITE");
    assertThat(request.text().values(HeaderName.VIA)).hasSize(3);
    assertThat(request.topVia().sentBy().toString()).isEqualTo("192.0.2.2");
    assertThat(request.text().first("newfangledheader"))
        .contains("newfangled value continued newfangled value");
    assertThat(request.text().first(HeaderName.SUBJECT)).contains("");
    NameAddr contact =
        NameAddr.parse(request.text().values(HeaderName.CONTACT).getFirst()).orElseThrow();
    assertThat(contact.parameters().get("q")).contains("0.33");
    assertThat(contact.parameters().has("secondparam")).isTrue();
  }

  @Test
  void rfc4475OddMethodIsLegal() {
    SipRequest request = request(Samples.ODD_METHOD);
    assertThat(request.method()).isEqualTo("!interesting-Method0123456789_*+`.%indeed'~");
    assertThat(((SipUri) request.requestUri()).host().name()).isEqualTo("example.com");
    assertThat(request.text().first("extensionHeader-!.%*+_`'~")).contains("\u5927\u505c\u96fb");
  }

  @Test
  void rfc4475EscapedSemicolonStaysInTheUser() {
    SipRequest request =
        request(
            with(REGISTER, "REGISTER", "REGISTER sip:user;par=u%40h.example@example.com SIP/2.0"));
    SipUri uri = (SipUri) request.requestUri();
    assertThat(uri.user()).contains("user;par=u%40h.example");
    assertThat(uri.host().name()).isEqualTo("example.com");
  }

  @Test
  void rfc4475UnknownTransportInViaIsLegal() {
    SipRequest request =
        request(with(REGISTER, "Via", "Via: SIP/2.0/UNKNOWN t5.example.com;branch=z9hG4bKkdjuw"));
    assertThat(request.topVia().transport()).isEqualTo("UNKNOWN");
  }

  @Test
  void rfc4475SurplusBytesAreDropped() {
    byte[] bytes = datagram(REGISTER + "INVITE sip:second@example.com SIP/2.0\n\n");
    SipRequest request = (SipRequest) ((Parsed) MessageParser.parse(bytes)).message();
    assertThat(request.text().body()).isEmpty();
    assertThat(request.text().toBytes()).isEqualTo(datagram(REGISTER));
  }

  @Test
  void withoutContentLengthTheRestIsTheBody() {
    byte[] bytes = datagram(with(REGISTER, "Content-Length", "") + "v=0\n");
    assertThat(((Parsed) MessageParser.parse(bytes)).message().text().body())
        .isEqualTo(datagram("v=0\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          badvers       | REGISTER       | REGISTER sip:example.com SIP/7.0                  | 505
          lws in start  | REGISTER       | REGISTER  sip:example.com  SIP/2.0                | 400
          lws in uri    | REGISTER       | REGISTER sip:example.com; lr SIP/2.0              | 400
          trailing ws   | REGISTER       | 'REGISTER sip:example.com SIP/2.0 '               | 400
          ltgtruri      | REGISTER       | REGISTER <sip:example.com> SIP/2.0                | 400
          bad escape    | REGISTER       | REGISTER sip:us%2@example.com SIP/2.0             | 400
          no version    | REGISTER       | REGISTER sip:example.com                          | 400
          mismatch01    | CSeq           | CSeq: 1 OPTIONS                                   | 400
          scalar02      | CSeq           | CSeq: 36893488147419103232 REGISTER               | 400
          cseq 2**31    | CSeq           | CSeq: 2147483648 REGISTER                         | 400
          clerr         | Content-Length | Content-Length: 9999                              | 400
          ncl           | Content-Length | Content-Length: -999                              | 400
          quotbal       | To             | To: "Mr. J. User <sip:j.user@example.com>         | 400
          baddn         | From           | From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43 | 400
          badaspec      | From           | From: sip:a@example.com?Route=%3Csip:x%3E;tag=1   | 400
          multi01       | From           | 'From: <sip:a@b>;tag=1\nFrom: <sip:c@d>;tag=2'    | 400
          mcl01         | Content-Length | 'Content-Length: 0\nContent-Length: 5'            | 400
          no via        | Via            | 'X: y'                                            | 400
          bad via       | Via            | Via: SIP/2.0/UDP ;branch=z9hG4bK1                 | 400
          no call-id    | Call-ID        | 'X: y'                                            | 400
          no colon      | Max-Forwards   | Max-Forwards 70                                   | 400
          bad contact   | Contact        | Contact: <sip:a@192.0.2.60>, <sip:broken         | 400
          bad port      | Via            | Via: SIP/2.0/UDP 192.0.2.1:70000;branch=z9hG4bK1  | 400
          """)
  void malformedGetsItsStatus(String name, String line, String replacement, int status) {
    String text = with(REGISTER, line, replacement.replace("\\n", "\n"));
    ParseResult result = MessageParser.parse(datagram(text));
    assertThat(result).as(name).isInstanceOf(Malformed.class);
    assertThat(((Malformed) result).status()).as(name).isEqualTo(status);
  }

  @Test
  void malformedSaysWhereAndWhetherItCanBeAnswered() {
    String text = with(REGISTER, "Content-Length", "Content-Length: 9999");
    Malformed malformed = (Malformed) MessageParser.parse(datagram(text));
    assertThat(malformed.offset()).isEqualTo(text.replace("\n", "\r\n").indexOf("Content-Length"));
    assertThat(malformed.answerable().orElseThrow().callId()).isEqualTo("reg-1@192.0.2.50");
    Malformed viaLess = (Malformed) MessageParser.parse(datagram(with(REGISTER, "Via", "")));
    assertThat(viaLess.answerable()).isEmpty();
  }

  @Test
  void bareLineFeedEndsNothing() {
    assertThat(MessageParser.parse(REGISTER.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void lineBreaksAloneAreAKeepAlive() {
    assertThat(MessageParser.parse(datagram("\n\n"))).isInstanceOf(KeepAlive.class);
    assertThat(MessageParser.parse(new byte[4])).isInstanceOf(KeepAlive.class);
    assertThat(MessageParser.parse(new byte[0])).isInstanceOf(KeepAlive.class);
  }

  @Test
  void lineBreaksBeforeTheStartLineAreSkipped() {
    assertThat(MessageParser.parse(datagram("\n\n" + REGISTER))).isInstanceOf(Parsed.class);
  }

  @Test
  void readsResponses() {
    String text = with(REGISTER, "REGISTER", "SIP/2.0 423 Interval Too Brief");
    SipMessage message = ((Parsed) MessageParser.parse(datagram(text))).message();
    assertThat(message)
        .isInstanceOfSatisfying(
            SipResponse.class,
            response -> {
              assertThat(response.status()).isEqualTo(423);
              assertThat(response.reason()).isEqualTo("Interval Too Brief");
            });
    for (String bad : new String[] {"SIP/2.0 4294967301 better", "SIP/2.0 99 x", "SIP/2.0 200"}) {
      assertThat(MessageParser.parse(datagram(with(REGISTER, "REGISTER", bad))))
          .as(bad)
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void limitsHaveTheirAnswers() {
    String uri = "sip:" + "u".repeat(2_037) + "@b.c.def";
    assertThat(uri).hasSize(2_049);
    assertThat(status(with(REGISTER, "REGISTER", "REGISTER " + uri + " SIP/2.0"))).isEqualTo(414);
    String atLimit = uri.replaceFirst("u", "");
    assertThat(
            MessageParser.parse(
                datagram(with(REGISTER, "REGISTER", "REGISTER " + atLimit + " SIP/2.0"))))
        .isInstanceOf(Parsed.class);
    // REGISTER has eight fields of its own.
    String room = "X: y\n".repeat(ParseLimits.MAX_FIELDS - 8);
    assertThat(MessageParser.parse(datagram(with(REGISTER, "Max-F", room + "Max-Forwards: 1"))))
        .isInstanceOf(Parsed.class);
    assertThat(status(with(REGISTER, "Max-F", room + "X: y\nMax-Forwards: 1"))).isEqualTo(400);
    String longest = "X: " + "y".repeat(ParseLimits.MAX_FIELD - 3);
    assertThat(MessageParser.parse(datagram(with(REGISTER, "Max-F", longest))))
        .isInstanceOf(Parsed.class);
    assertThat(status(with(REGISTER, "Max-F", longest + "y"))).isEqualTo(400);
    assertThat(status(REGISTER + "b".repeat(ParseLimits.MAX_MESSAGE))).isEqualTo(513);
    String name = "N".repeat(ParseLimits.MAX_NAME);
    assertThat(MessageParser.parse(datagram(with(REGISTER, "Max-F", name + ": x"))))
        .isInstanceOf(Parsed.class);
    assertThat(status(with(REGISTER, "Max-F", name + "N: x"))).isEqualTo(400);
    String method = "M".repeat(ParseLimits.MAX_METHOD);
    String request = with(REGISTER, "REGISTER", method + " sip:example.com SIP/2.0");
    assertThat(MessageParser.parse(datagram(with(request, "CSeq", "CSeq: 1 " + method))))
        .isInstanceOf(Parsed.class);
    assertThat(status(request.replaceFirst("M", "MM"))).isEqualTo(400);
  }

  private static int status(String text) {
    return ((Malformed) MessageParser.parse(datagram(text))).status();
  }

  private static SipRequest request(String text) {
    ParseResult result = MessageParser.parse(datagram(text));
    assertThat(result).isInstanceOf(Parsed.class);
    return (SipRequest) ((Parsed) result).message();
  }
}
