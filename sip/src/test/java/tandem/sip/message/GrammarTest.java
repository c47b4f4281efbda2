package tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 §25.1 where values share it, and the limits of values. */
class GrammarTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          <sip:a@b>                       | <sip:a@b>
          sip:a@b;tag=1                   | <sip:a@b>;tag=1
          "A \\" B" <sip:a@b>;x           | "A \\" B" <sip:a@b>;x
          Ada Byron<sip:a@b;lr>;q=0.5     | Ada Byron <sip:a@b;lr>;q=0.5
          <tel:+1-2> ; tag = "q;u"        | <tel:+1-2>;tag="q;u"
          <sip:a@b?Subject=x%20z>         | <sip:a@b?Subject=x%20z>
          <urn:service:sos>               | <urn:service:sos>
          sip:a@b?c=d                     | ``
          "A <sip:a@b>                    | ``
          A, B <sip:a@b>                  | ``
          "A" sip:a@b                     | ``
          <sip:a@b                        | ``
          <sip:a@b>x                      | ``
          """)
  void addresses(String text, String printed) {
    assertThat(NameAddr.parse(text).map(NameAddr::toString).orElse("")).isEqualTo(printed);
  }

  @Test
  void addressesHaveTheirParts() {
    NameAddr address =
        NameAddr.parse("\"Ada\" <sips:a@b:5061>;q=0.25;+sip.instance=\"<urn:uuid:1>\";reg-id=1")
            .orElseThrow();
    assertThat(address.q()).isEqualTo(250);
    assertThat(address.parameters().unquoted("+SIP.instance")).contains("<urn:uuid:1>");
    assertThat(address.parameter("reg-id")).contains("1");
    assertThat(Parameters.unquote(address.displayName())).isEqualTo("Ada");
    assertThat(((SipUri) address.uri()).isSecure()).isTrue();
    assertThat(address.withTag("t").tag()).contains("t");
    assertThat(NameAddr.of(address.uri())).hasToString("<sips:a@b:5061>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[::]", "[::1]", "[2001:db8::1]", "[1:2:3:4:5:6:7:8]", "[::ffff:192.0.2.1]",
        "[1:2:3:4:5:6:192.0.2.1]", "[2001:db8:::192.0.2.1]", "[1::]", "192.0.2.1", "a-b.c"
      })
  void hosts(String text) {
    assertThat(Host.parse(text)).contains(new Host(text, -1));
    assertThat(Host.parse(text + ":5060")).contains(new Host(text, 5060));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "[:]",
        "[:::]",
        "[1:2]",
        "[1:2:3:4:5:6:7:8:9]",
        "[1::2::3]",
        "[12345::]",
        "[::1.2.3]",
        "[::1.2.3.400]",
        "[1:2:3:4:5:6:7:1.2.3.4]",
        "[1:2:3:4:5:6:7:]",
        "[::g]",
        "[::1",
        "a b",
        "a:",
        "a:0",
        "a:65536",
        "a:x",
        "2001:db8::1"
      })
  void noHosts(String text) {
    assertThat(Host.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1000", "0.5,500", "1.000,1000", "0.,0", "0.123,123"})
  void qvalues(String text, int thousandths) {
    assertThat(Ascii.qvalue(text)).isEqualTo(thousandths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1.001", "2", "0.1234", ".5", "-1", "0x"})
  void noQvalues(String text) {
    assertThat(Ascii.qvalue(text)).isEqualTo(-1);
  }

  @Test
  void telephoneNumbersCompareWithoutSeparators() {
    Uri number = Uri.parse("tel:+1-201-555-0123;phone-context=x").orElseThrow();
    assertThat(number.equivalent(Uri.parse("TEL:+12015550123;Phone-Context=X").orElseThrow()))
        .isTrue();
    assertThat(number.equivalent(Uri.parse("tel:+12015550124;phone-context=x").orElseThrow()))
        .isFalse();
    assertThat(Uri.parse("tel:bob")).isEmpty();
  }

  @Test
  void everyHeaderIsFoundByItsNames() {
    for (HeaderName header : HeaderName.values()) {
      assertThat(HeaderName.of(header.text())).contains(header);
      assertThat(HeaderName.of(header.text().toUpperCase())).contains(header);
      header.compact().ifPresent(c -> assertThat(HeaderName.of(c)).contains(header));
    }
    assertThat(HeaderName.of("X-Other")).isEmpty();
    assertThat(HeaderName.of("q")).isEmpty();
  }

  @Test
  void lineEndsAreFoundWhereverTheyStand() {
    for (int length = 0; length < 40; length++) {
      for (int at = 0; at <= length; at++) {
        byte[] line = new byte[length + 1];
        java.util.Arrays.fill(line, (byte) 0x8d);
        line[at] = (byte) (at % 2 == 0 ? '\r' : '\n');
        assertThat(Ascii.lineEnd(line, 0, length)).isEqualTo(at);
        assertThat(Ascii.indexOf(line, line[at], 0, length)).isEqualTo(at);
      }
    }
  }

  @Test
  void valuesHaveLimits() {
    String flags = ";p".repeat(Parameters.MAX_PARAMETERS);
    assertThat(Parameters.parse(flags)).isPresent();
    assertThat(Parameters.parse(flags + ";p")).isEmpty();
    assertThat(Uri.parse("sip:h" + flags)).isPresent();
    assertThat(Uri.parse("sip:h" + flags + ";p")).isEmpty();
    assertThat(Host.parse("h".repeat(Host.MAX_HOST))).isPresent();
    assertThat(Host.parse("h".repeat(Host.MAX_HOST + 1))).isEmpty();
    assertThat(Uri.parse("sip:" + "u".repeat(Uri.MAX_URI - 6) + "@h")).isPresent();
    assertThat(Uri.parse("sip:" + "u".repeat(Uri.MAX_URI - 5) + "@h")).isEmpty();
    String tag = "<sip:h>;t=" + "x".repeat(MessageText.MAX_FIELD - 10);
    assertThat(NameAddr.parse(tag)).isPresent();
    assertThat(NameAddr.parse(tag + "x")).isEmpty();
    String branch = "SIP/2.0/UDP h;branch=" + "x".repeat(MessageText.MAX_FIELD - 21);
    assertThat(Via.parse(branch)).isPresent();
    assertThat(Via.parse(branch + "x")).isEmpty();
  }
}
