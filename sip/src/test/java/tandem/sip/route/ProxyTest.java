package tandem.sip.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.sip.message.HeaderName;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.Uri;
import tandem.sip.transaction.Sample;
import tandem.sip.transport.Hop;
import tandem.sip.transport.Transport;

/** RFC 3261 §16 and §18.2, RFC 3581, RFC 5626, RFC 3327, RFC 3608. */
class ProxyTest {

  private static final Host SELF = new Host("p.example.com", -1);
  private static final Hop FROM =
      new Hop(Transport.UDP, Addresses.literal("192.0.2.9").orElseThrow(), 6_000);

  private final Proxy proxy =
      new Proxy(
          new ProxyRules(
              SELF,
              "UDP",
              uri -> uri.host().equals(SELF),
              NameAddr.parse("<sip:p.example.com;lr>").orElseThrow()));

  private static SipRequest request(String more) {
    return Sample.request("INVITE", "z9hG4bK1", more);
  }

  private static List<String> routes(SipRequest request) {
    return request.routes().stream().map(NameAddr::toString).toList();
  }

  @Test
  void aRequestIsForwarded() {
    SipRequest forwarded =
        proxy.forwarded(request(""), Uri.parse("sip:bob@192.0.2.7").orElseThrow(), "u", true);
    assertThat(forwarded.requestUri()).hasToString("sip:bob@192.0.2.7");
    assertThat(forwarded.maxForwards()).hasValue(69);
    assertThat(forwarded.recordRoutes()).hasToString("[<sip:p.example.com;lr>]");
    assertThat(forwarded.vias().orElseThrow()).hasSize(2);
    assertThat(forwarded.topVia().branch().orElseThrow()).startsWith("z9hG4bKu.");
    SipResponse response = Sample.response(forwarded, 200);
    assertThat(proxy.returned(response).orElseThrow().vias().orElseThrow())
        .containsExactly(request("").topVia());
    assertThat(proxy.returned(Sample.response(request(""), 200))).isEmpty();
  }

  /** §16.3 step 4: the same request is a loop, one to another target a spiral. */
  @Test
  void aLoopIsNotASpiral() {
    SipRequest first = request("");
    SipRequest same = proxy.forwarded(first, first.requestUri(), "u", false);
    assertThat(proxy.refusal(same)).hasValue(482);
    SipRequest spiral =
        proxy.forwarded(first, Uri.parse("sip:other@example.com").orElseThrow(), "u", false);
    assertThat(proxy.refusal(spiral)).isEmpty();
    SipRequest back = proxy.forwarded(spiral, spiral.requestUri(), "v", false);
    assertThat(proxy.refusal(back)).hasValue(482);
  }

  @Test
  void whatMayNotBeForwarded() {
    assertThat(proxy.refusal(request(""))).isEmpty();
    assertThat(proxy.refusal(request("").edit().maxForwards(0).build())).hasValue(483);
    assertThat(proxy.refusal(request("Proxy-Require: x\r\n"))).hasValue(420);
    assertThat(
            proxy.refusal(
                request("").edit().requestUri(Uri.parse("foo:bar").orElseThrow()).build()))
        .hasValue(416);
  }

  /** §16.12.1.1: our own Route is taken away, the next one stays. */
  @Test
  void looseRouting() {
    SipRequest routed =
        proxy.preprocessed(request("Route: <sip:p.example.com;lr>, <sip:q.example.com;lr>\r\n"));
    assertThat(routes(routed)).containsExactly("<sip:q.example.com;lr>");
    assertThat(Proxy.nextHop(routed)).hasToString("sip:q.example.com;lr");
  }

  /** §16.12.1.2: a strict router before us and one after us. */
  @Test
  void strictRouters() {
    SipRequest before =
        request("Route: <sip:q.example.com;lr>, <sip:bob@192.0.2.7>\r\n")
            .edit()
            .requestUri(Uri.parse("sip:p.example.com;lr").orElseThrow())
            .build();
    SipRequest restored = proxy.preprocessed(before);
    assertThat(restored.requestUri()).hasToString("sip:bob@192.0.2.7");
    assertThat(routes(restored)).containsExactly("<sip:q.example.com;lr>");
    SipRequest after = request("Route: <sip:strict.example.com>, <sip:z;lr>\r\n");
    SipRequest forwarded = proxy.forwarded(after, after.requestUri(), "u", false);
    assertThat(forwarded.requestUri()).hasToString("sip:strict.example.com");
    assertThat(routes(forwarded)).containsExactly("<sip:z;lr>", "<sip:bob@192.0.2.2>");
  }

  /** §16.7 step 6. */
  @Test
  void theBestResponse() {
    assertThat(Proxy.best(List.of(404, 603, 302))).isEqualTo(603);
    assertThat(Proxy.best(List.of(486, 302))).isEqualTo(302);
    assertThat(Proxy.best(List.of(486, 401, 500))).isEqualTo(401);
    assertThat(Proxy.best(List.of(503))).isEqualTo(500);
    assertThat(Proxy.best(List.of(503, 480))).isEqualTo(480);
  }

  /** §18.2.1, §18.2.2, RFC 3581 §4. */
  @Test
  void responsesGoBackWhereTheRequestCameFrom() {
    SipRequest plain = request("");
    SipRequest noted = ReturnPath.noted(plain, FROM);
    assertThat(noted.topVia().parameter("received")).contains("192.0.2.9");
    assertThat(ReturnPath.of(noted.topVia(), FROM))
        .isEqualTo(new Hop(Transport.UDP, FROM.address(), 5070));
    SipRequest rport = Sample.request("INVITE", "z9hG4bK1;rport");
    SipRequest asked = ReturnPath.noted(rport, FROM);
    assertThat(asked.topVia().parameter("rport")).contains("6000");
    assertThat(ReturnPath.of(asked.topVia(), FROM)).isEqualTo(FROM);
    Hop connection = new Hop(Transport.TCP, FROM.address(), 6_000, 17);
    assertThat(ReturnPath.of(plain.topVia(), connection)).isEqualTo(connection);
    SipRequest maddr = Sample.request("INVITE", "z9hG4bK1;maddr=192.0.2.77");
    assertThat(ReturnPath.of(maddr.topVia(), FROM).address()).isEqualTo(FROM.address());
  }

  /** RFC 5626 §5.2: nobody makes up a flow. */
  @Test
  void aFlowTokenIsOursOrNothing() {
    FlowToken tokens = new FlowToken(new byte[16]);
    Hop flow = new Hop(Transport.TLS, Addresses.literal("2001:db8::1").orElseThrow(), 50_000, 99);
    String token = tokens.of(flow);
    assertThat(tokens.flow(token)).contains(flow);
    assertThat(tokens.flow(token.substring(1))).isEmpty();
    assertThat(tokens.flow("x" + token.substring(1))).isEmpty();
    assertThat(new FlowToken("another secret..".getBytes()).flow(token)).isEmpty();
    SipRequest register = Sample.request("REGISTER", "z9hG4bK1");
    assertThat(Outbound.keepsFlow(register)).isTrue();
    SipRequest kept = Outbound.withPath(register, SELF, tokens, flow);
    assertThat(Outbound.keepsFlow(kept)).isTrue();
    assertThat(Outbound.flow(kept.paths().getFirst(), tokens)).contains(flow);
    assertThat(routes(Outbound.byPath(request("Route: <sip:z;lr>\r\n"), kept.paths())))
        .hasSize(2)
        .last()
        .isEqualTo("<sip:z;lr>");
  }

  @Test
  void whatARegistrationAsksFor() {
    NameAddr contact =
        NameAddr.parse("<sip:a@b>;reg-id=2;+sip.instance=\"<urn:uuid:1>\"").orElseThrow();
    assertThat(Outbound.registration(contact))
        .contains(new Outbound.Registration("<urn:uuid:1>", 2));
    assertThat(Outbound.registration(NameAddr.parse("<sip:a@b>;reg-id=0").orElseThrow())).isEmpty();
    SipResponse response =
        Sample.response(Sample.request("REGISTER", "z9hG4bK1"), 200)
            .edit()
            .add(HeaderName.SERVICE_ROUTE, "<sip:s1;lr>, <sip:s2;lr>")
            .add(HeaderName.FLOW_TIMER, "120")
            .build();
    assertThat(Outbound.serviceRoute(response)).hasSize(2);
    assertThat(Outbound.flowTimer(response)).hasValue(120);
  }
}
