package tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 §19.1. */
class SipUriTest {

  @ParameterizedTest
  @CsvSource({
    "sip:%61lice@atlanta.com;transport=TCP, sip:alice@AtLanTa.CoM;Transport=tcp, true",
    "sip:carol@chicago.com, sip:carol@chicago.com;newparam=5, true",
    "sip:carol@chicago.com;newparam=5, sip:carol@chicago.com;security=on, true",
    "sip:b@c.com?Subject=x&Priority=urgent, sip:b@c.com?priority=urgent&subject=x, true",
    "SIP:ALICE@AtLanTa.CoM, sip:alice@atlanta.com, false",
    "sip:bob@biloxi.com, sip:bob@biloxi.com:5060, false",
    "sip:bob@biloxi.com, sip:bob@biloxi.com;transport=udp, false",
    "sip:bob@biloxi.com, sips:bob@biloxi.com, false",
    "sip:carol@chicago.com, sip:carol@chicago.com?Subject=next, false",
    "sip:carol@chicago.com;security=off, sip:carol@chicago.com;security=on, false",
    "sip:bob@phone21.com, sip:bob@192.0.2.4, false",
    "sip:a:pw@b.com, sip:a@b.com, false"
  })
  void comparesAsSection19_1_4Says(String left, String right, boolean equivalent) {
    assertThat(sip(left).equivalent(sip(right))).isEqualTo(equivalent);
    assertThat(sip(right).equivalent(sip(left))).isEqualTo(equivalent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:alice@example.com",
        "sips:alice:secret@example.com:5061;transport=tcp;lr?Subject=a&To=b",
        "sip:+1-212-555-1212:1234@gateway.com;user=phone",
        "sip:[2001:db8:1::10]:5060",
        "sip:a@[2001:db8::1];maddr=[2001:db8::2]"
      })
  void printsWhatItRead(String text) {
    assertThat(sip(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sip:",
        "sip:@b.com",
        "sip:a@",
        "sip:a@b:0",
        "sip:a@b:70000",
        "sip:a@[::g]",
        "sip:a@[::1",
        "sip:a b@c",
        "sip:a@b;;c",
        "sip:a%4@b",
        "1sip:a@b",
        "tel:",
        "sip:a@b c"
      })
  void refusesWhatIsNoUri(String text) {
    assertThat(Uri.parse(text)).isEmpty();
  }

  @Test
  void otherSchemesStayAsTheyCame() {
    assertThat(Uri.parse("tel:+12125551212;phone-context=x").orElseThrow())
        .isEqualTo(new Uri.Tel("+12125551212", Parameters.parse(";phone-context=x").orElseThrow()));
  }

  @Test
  void addressOfRecordDropsParametersAndEscapes() {
    assertThat(sip("sip:%61lice@EXAMPLE.com;transport=tcp").addressOfRecord())
        .isEqualTo("sip:alice@example.com");
    assertThat(sip("sip:a%0Ab@example.com").addressOfRecord()).isEqualTo("sip:a%0Ab@example.com");
  }

  private static SipUri sip(String text) {
    return (SipUri) Uri.parse(text).orElseThrow();
  }
}
