package tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 3261 §18.2.1 and RFC 3581 §4. */
class ViaTest {

  @Test
  void notesTheSourceOnlyIfItDiffers() {
    Via via = Via.parse("SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bK1").orElseThrow();
    assertThat(via.receivedFrom("192.0.2.9", 4000)).isEqualTo(via);
    assertThat(via.receivedFrom("192.0.2.7", 4000))
        .hasToString("SIP/2.0/UDP 192.0.2.9:5070;branch=z9hG4bK1;received=192.0.2.7");
  }

  @Test
  void fillsRportAndAlwaysReceivedWithIt() {
    Via via = Via.parse("SIP/2.0/UDP 192.0.2.9;rport;branch=z9hG4bK1").orElseThrow();
    assertThat(via.receivedFrom("192.0.2.9", 4000))
        .hasToString("SIP/2.0/UDP 192.0.2.9;rport=4000;branch=z9hG4bK1;received=192.0.2.9");
  }

  @Test
  void doesNotBelieveAReceivedThatCameAlong() {
    Via via =
        Via.parse("SIP/2.0/UDP 192.0.2.9;received=198.51.100.1;branch=z9hG4bK1").orElseThrow();
    assertThat(via.receivedFrom("192.0.2.9", 5060).parameters().has("received")).isFalse();
  }

  @Test
  void readsIpv6() {
    Via via = Via.parse("SIP/2.0/UDP [2001:db8::9]:5070;branch=z9hG4bK1").orElseThrow();
    assertThat(via.sentBy()).isEqualTo(new Host("[2001:db8::9]", 5070));
    assertThat(via.receivedFrom("2001:db8::9", 5070)).isEqualTo(via);
  }
}
