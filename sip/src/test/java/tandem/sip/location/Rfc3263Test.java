package tandem.sip.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tandem.sip.location.DnsAnswer.Naptr;
import tandem.sip.location.DnsAnswer.Srv;
import tandem.sip.location.DnsQuery.ForAddress;
import tandem.sip.location.DnsQuery.ForNaptr;
import tandem.sip.location.DnsQuery.ForSrv;
import tandem.sip.location.Locator.Effect;
import tandem.sip.location.Locator.Effect.Ask;
import tandem.sip.location.Locator.Effect.Located;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.transport.Hop;
import tandem.sip.transport.Transport;

/** RFC 3263 §4: how a server is found; RFC 2782: in which order. */
class Rfc3263Test {

  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress TWO = InetAddress.ofLiteral("2001:db8::2");

  private static Locator locator(String uri) {
    return locator(uri, EnumSet.of(Transport.UDP, Transport.TCP, Transport.TLS));
  }

  private static Locator locator(String uri, Set<Transport> supported) {
    return new Locator((SipUri) Uri.parse(uri).orElseThrow(), supported, new SplittableRandom(1));
  }

  private static void located(List<Effect> effects, Hop... hops) {
    assertThat(effects).containsExactly(new Located(List.of(hops)));
  }

  private static List<Effect> addresses(Locator locator, String name, InetAddress... found) {
    return locator.answered(new ForAddress(name), new DnsAnswer.Addresses(List.of(found)));
  }

  @Test
  void anAddressNeedsNoQuestion() {
    located(locator("sip:a@192.0.2.1").begin(), new Hop(Transport.UDP, ONE, 5060));
    located(locator("sips:a@[2001:db8::2]:5070").begin(), new Hop(Transport.TLS, TWO, 5070));
    located(
        locator("sip:a@example.com;maddr=192.0.2.1;transport=tcp").begin(),
        new Hop(Transport.TCP, ONE, 5060));
  }

  @Test
  void aPortNeedsAddressesOnly() {
    Locator locator = locator("sip:a@example.com:5080");
    assertThat(locator.begin()).containsExactly(new Ask(new ForAddress("example.com")));
    located(
        addresses(locator, "example.com", ONE, TWO),
        new Hop(Transport.UDP, ONE, 5080),
        new Hop(Transport.UDP, TWO, 5080));
    assertThat(addresses(locator, "example.com", ONE)).isEmpty();
  }

  @Test
  void aTransportNeedsSrv() {
    Locator locator = locator("sip:a@example.com;transport=tcp");
    ForSrv query = new ForSrv("_sip._tcp.example.com");
    assertThat(locator.begin()).containsExactly(new Ask(query));
    assertThat(
            locator.answered(
                query,
                new DnsAnswer.Srvs(
                    List.of(new Srv(20, 0, 5062, "b.example.com"), new Srv(10, 0, 5061, "c")))))
        .containsExactly(new Ask(new ForAddress("c")), new Ask(new ForAddress("b.example.com")));
    assertThat(addresses(locator, "b.example.com", TWO)).isEmpty();
    located(
        addresses(locator, "c", ONE),
        new Hop(Transport.TCP, ONE, 5061),
        new Hop(Transport.TCP, TWO, 5062));
  }

  @Test
  void withoutBothNaptrSaysTheTransportsInOrder() {
    Locator locator = locator("sip:a@example.com");
    assertThat(locator.begin()).containsExactly(new Ask(new ForNaptr("example.com")));
    List<Effect> asked =
        locator.answered(
            new ForNaptr("example.com"),
            new DnsAnswer.Naptrs(
                List.of(
                    new Naptr(20, 1, "SIP+D2U", "_sip._udp.x"),
                    new Naptr(10, 2, "SIP+D2T", "_sip._tcp.x"),
                    new Naptr(10, 1, "SIP+D2X", "_sip._x.x"))));
    assertThat(asked)
        .containsExactly(new Ask(new ForSrv("_sip._tcp.x")), new Ask(new ForSrv("_sip._udp.x")));
    locator.answered(
        new ForSrv("_sip._udp.x"), new DnsAnswer.Srvs(List.of(new Srv(0, 0, 5060, "u"))));
    locator.answered(
        new ForSrv("_sip._tcp.x"), new DnsAnswer.Srvs(List.of(new Srv(0, 0, 5060, "t"))));
    addresses(locator, "u", ONE);
    located(
        addresses(locator, "t", TWO),
        new Hop(Transport.TCP, TWO, 5060),
        new Hop(Transport.UDP, ONE, 5060));
  }

  @Test
  void withoutNaptrAndSrvTheNameItselfIsAsked() {
    Locator locator = locator("sip:a@example.com", EnumSet.of(Transport.UDP));
    locator.begin();
    assertThat(locator.answered(new ForNaptr("example.com"), new DnsAnswer.Failed()))
        .containsExactly(new Ask(new ForSrv("_sip._udp.example.com")));
    assertThat(locator.answered(new ForSrv("_sip._udp.example.com"), new DnsAnswer.Failed()))
        .containsExactly(new Ask(new ForAddress("example.com")));
    located(addresses(locator, "example.com", ONE), new Hop(Transport.UDP, ONE, 5060));
  }

  @Test
  void thereMayBeNoPlaceAtAll() {
    located(locator("sips:a@example.com", EnumSet.of(Transport.UDP)).begin());
    Locator locator = locator("sip:a@example.com:5060");
    locator.begin();
    located(locator.answered(new ForAddress("example.com"), new DnsAnswer.Failed()));
  }

  /** RFC 2782: a weight of 30 is chosen first three times as often as one of 10. */
  @Test
  void weightsDivideTheLoad() {
    SplittableRandom random = new SplittableRandom(2);
    Srv heavy = new Srv(1, 30, 5060, "heavy");
    Srv light = new Srv(1, 10, 5060, "light");
    Srv last = new Srv(2, 99, 5060, "last");
    int heavyFirst = 0;
    for (int i = 0; i < 4_000; i++) {
      List<Srv> order = WeightedOrder.of(List.of(last, light, heavy), random);
      assertThat(order).last().isEqualTo(last);
      heavyFirst += order.getFirst().equals(heavy) ? 1 : 0;
    }
    assertThat(heavyFirst).isBetween(2_800, 3_100);
  }

  @Test
  void afterAFailureTheNextPlaceIsTried() {
    Hop first = new Hop(Transport.UDP, ONE, 5060);
    Hop second = new Hop(Transport.UDP, TWO, 5060);
    Attempts attempts = Attempts.of(List.of(first, second));
    assertThat(attempts.current()).contains(first);
    assertThat(attempts.failed().current()).contains(second);
    assertThat(attempts.failed().failed().current()).isEmpty();
    assertThat(Attempts.isFailure(503)).isTrue();
    assertThat(Attempts.isFailure(486)).isFalse();
  }
}
