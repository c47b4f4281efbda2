package tandem.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.server.Messages.request;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.cluster.role.Role;
import tandem.cluster.role.RoleMessage;
import tandem.cluster.role.RoleMessage.ChangeRole;
import tandem.platform.time.Moment;
import tandem.server.registrar.RegistrarRules;

/** What the node answers, to whom, and when it is silent. */
class NodeTest {

  private static final Listener SERVICE =
      new Listener(0, Listener.Kind.SERVICE, "udp:198.51.100.10:5060");
  private static final Listener PROBE = new Listener(1, Listener.Kind.PROBE, "udp:192.0.2.11:5060");
  private static final Endpoint PHONE = new Endpoint(InetAddress.ofLiteral("192.0.2.50"), 5070);

  private final Node node = new Node(rules(true));

  @Test
  void aBackupIsSilentForTheServiceAddress() {
    assertThat(step(0, datagram(SERVICE, request("OPTIONS", "1", 1, List.of())))).isEmpty();
    promote(1);
    assertThat(status(request("OPTIONS", "1", 1, List.of()))).isEqualTo(200);
    step(0, new NodeInput.FromAgent(new ChangeRole(2, Role.BACKUP, 1)));
    assertThat(step(0, datagram(SERVICE, request("OPTIONS", "1", 1, List.of())))).isEmpty();
  }

  @Test
  void aLostAgentMakesItBackup() {
    promote(1);
    step(0, new NodeInput.AgentLost());
    assertThat(step(0, datagram(SERVICE, request("OPTIONS", "1", 1, List.of())))).isEmpty();
  }

  @Test
  void anOlderEpochIsRefused() {
    promote(7);
    assertThat(step(0, new NodeInput.FromAgent(new ChangeRole(9, Role.BACKUP, 6))).getFirst())
        .isEqualTo(
            new NodeEffect.ToAgent(
                new RoleMessage.RoleRefused(9, "epoch 6 is older than 7 seen before")));
    assertThat(status(request("OPTIONS", "1", 1, List.of()))).isEqualTo(200);
    // The epoch is remembered beyond the connection.
    step(0, new NodeInput.AgentLost());
    assertThat(step(0, new NodeInput.FromAgent(new ChangeRole(1, Role.PRIMARY, 6))).getFirst())
        .isInstanceOfSatisfying(
            NodeEffect.ToAgent.class,
            e -> assertThat(e.message()).isInstanceOf(RoleMessage.RoleRefused.class));
  }

  @Test
  void probesAreToldTheStateInAnyRole() {
    byte[] options = request("OPTIONS", "1", 1, List.of());
    assertThat(answer(step(0, datagram(PROBE, options)))).startsWith("SIP/2.0 503 ");
    step(0, new NodeInput.Ready());
    assertThat(answer(step(0, datagram(PROBE, options)))).startsWith("SIP/2.0 200 ");
    step(0, new NodeInput.Trouble("udp:x", "broken"));
    assertThat(answer(step(0, datagram(PROBE, options)))).startsWith("SIP/2.0 503 ");
    step(0, new NodeInput.Mended("udp:x"));
    assertThat(answer(step(0, datagram(PROBE, options)))).startsWith("SIP/2.0 200 ");
    assertThat(answer(step(0, datagram(PROBE, request("REGISTER", "1", 1, List.of())))))
        .startsWith("SIP/2.0 405 ");
  }

  @Test
  void eachRefusalByItsRule() {
    promote(1);
    // §8.2.1
    assertThat(status(request("INVITE", "1", 1, List.of()))).isEqualTo(405);
    assertThat(answerTo(request("BYE", "1", 1, List.of())))
        .contains("\r\nAllow: OPTIONS, REGISTER\r\n");
    assertThat(status(request("FROBNICATE", "1", 1, List.of()))).isEqualTo(501);
    assertThat(status(request("options", "1", 1, List.of()))).isEqualTo(501);
    // §9.2
    assertThat(status(request("CANCEL", "1", 1, List.of()))).isEqualTo(481);
    // §16.3
    assertThat(status(request("REGISTER", "1", 1, List.of("Max-Forwards: 0")))).isEqualTo(483);
    assertThat(status(request("OPTIONS", "1", 1, List.of("Max-Forwards: 0")))).isEqualTo(200);
    assertThat(status(request("OPTIONS", "1", 1, List.of("Max-Forwards: 256")))).isEqualTo(400);
    // §8.2.2.3
    assertThat(answerTo(request("OPTIONS", "1", 1, List.of("Require: 100rel, x", "Require: y"))))
        .startsWith("SIP/2.0 420 ")
        .contains("\r\nUnsupported: 100rel, x, y\r\n");
  }

  @Test
  void anAckIsNeverAnswered() {
    promote(1);
    assertThat(step(0, datagram(SERVICE, request("ACK", "1", 1, List.of())))).isEmpty();
    byte[] malformed = request("ACK", "1", 1, List.of("Max-Forwards: 1", "Max-Forwards: 2"));
    assertThat(step(0, datagram(SERVICE, malformed))).noneMatch(NodeEffect.Send.class::isInstance);
  }

  @Test
  void schemeOfTheRequestUri() {
    promote(1);
    byte[] tel = replaced(request("OPTIONS", "1", 1, List.of()), " sip:example.com ", " tel:+12 ");
    assertThat(status(tel)).isEqualTo(416);
  }

  @Test
  void theMalformedIsAnsweredIfItCanBe() {
    promote(1);
    byte[] version =
        replaced(request("OPTIONS", "1", 1, List.of()), "SIP/2.0\r\nVia", "SIP/3.0\r\nVia");
    assertThat(status(version)).isEqualTo(505);
    byte[] noVia = replaced(request("OPTIONS", "1", 1, List.of()), "Via:", "Vio:");
    assertThat(step(0, datagram(SERVICE, noVia))).noneMatch(NodeEffect.Send.class::isInstance);
    byte[] response =
        replaced(
            request("OPTIONS", "1", 1, List.of()),
            "OPTIONS sip:example.com SIP/2.0",
            "SIP/2.0 200 OK");
    assertThat(step(0, datagram(SERVICE, response))).isEmpty();
  }

  @Test
  void complaintsInTheLogAreRare() {
    promote(1);
    byte[] noVia = replaced(request("OPTIONS", "1", 1, List.of()), "Via:", "Vio:");
    assertThat(step(0, datagram(SERVICE, noVia))).hasSize(1);
    assertThat(step(9_999, datagram(SERVICE, noVia))).isEmpty();
    assertThat(step(10_000, datagram(SERVICE, noVia))).hasSize(1);
  }

  @Test
  void answersGoToTheSourceNeverElsewhere() {
    promote(1);
    byte[] plain = request("OPTIONS", "1", 1, List.of());
    assertThat(destination(plain)).isEqualTo(PHONE);
    // Without rport: the source's address, the port of sent-by (RFC 3261 §18.2.2).
    byte[] noRport = replaced(plain, "192.0.2.50:5070;rport", "198.51.100.99:5099");
    assertThat(destination(noRport)).isEqualTo(new Endpoint(PHONE.address(), 5099));
    byte[] noPort = replaced(plain, "192.0.2.50:5070;rport", "phone.example.com");
    assertThat(destination(noPort)).isEqualTo(new Endpoint(PHONE.address(), 5060));
    byte[] maddr = replaced(plain, ";rport", ";maddr=198.51.100.99");
    assertThat(destination(maddr)).isEqualTo(PHONE);
  }

  @Test
  void aRetransmissionGetsTheSameBytes() {
    promote(1);
    byte[] register =
        request("REGISTER", "1", 1, List.of("Contact: <sip:a@192.0.2.50>;expires=100"));
    String first = answer(step(0, datagram(SERVICE, register)));
    assertThat(first).contains("expires=100");
    assertThat(answer(step(10_000, datagram(SERVICE, register)))).isEqualTo(first);
    step(32_000, new NodeInput.Tick());
    // Timer J is over: it is a new request now, and its CSeq is not higher than the stored one.
    assertThat(answer(step(32_000, datagram(SERVICE, register)))).startsWith("SIP/2.0 500 ");
  }

  @Test
  void statelessAnswersKeepTheirTag() {
    promote(1);
    byte[] options = request("OPTIONS", "1", 1, List.of());
    assertThat(answerTo(options)).isEqualTo(answerTo(options));
    assertThat(answerTo(options)).isNotEqualTo(answerTo(request("OPTIONS", "2", 1, List.of())));
  }

  @Test
  void theSameRequestByAnotherPathIsMerged() {
    promote(1);
    step(0, datagram(SERVICE, request("REGISTER", "1", 1, List.of("Contact: <sip:a@b>"))));
    assertThat(status(request("REGISTER", "other", 1, List.of("Contact: <sip:a@b>"))))
        .isEqualTo(482);
  }

  @Test
  void registrationIsClosedUnlessOpened() {
    Node closed = new Node(rules(false));
    closed.step(Moment.ofMillis(0), new NodeInput.Standalone());
    List<NodeEffect> effects =
        closed.step(Moment.ofMillis(0), datagram(SERVICE, request("REGISTER", "1", 1, List.of())));
    assertThat(answer(effects)).startsWith("SIP/2.0 403 ");
    assertThat(effects.getLast())
        .isInstanceOfSatisfying(
            NodeEffect.Log.class, log -> assertThat(log.event()).isEqualTo("register.refused"));
  }

  @Test
  void timersAreInTheDeadline() {
    promote(1);
    assertThat(node.deadline()).isEqualTo(Optional.empty());
    step(
        0,
        datagram(SERVICE, request("REGISTER", "1", 1, List.of("Contact: <sip:a@b>;expires=60"))));
    assertThat(node.deadline()).contains(Moment.ofMillis(32_000));
    step(32_000, new NodeInput.Tick());
    assertThat(node.deadline()).contains(Moment.ofMillis(60_000));
    step(60_000, new NodeInput.Tick());
    assertThat(node.deadline()).isEmpty();
  }

  @Test
  void ipv6SourcesAreWrittenShort() {
    assertThat(text("2001:db8:1::10")).isEqualTo("2001:db8:1::10");
    assertThat(text("2001:db8:0:0:1:0:0:1")).isEqualTo("2001:db8::1:0:0:1");
    assertThat(text("2001:db8:0:1:1:1:1:1")).isEqualTo("2001:db8:0:1:1:1:1:1");
    assertThat(text("::1")).isEqualTo("::1");
    assertThat(text("2001:db8::")).isEqualTo("2001:db8::");
  }

  private static String text(String address) {
    return new Endpoint(InetAddress.ofLiteral(address), 1).addressText();
  }

  private static NodeRules rules(boolean open) {
    return new NodeRules(42, open, RegistrarRules.of(List.of()), 1);
  }

  private void promote(long epoch) {
    step(0, new NodeInput.FromAgent(new ChangeRole(1, Role.PRIMARY, epoch)));
  }

  private List<NodeEffect> step(long millis, NodeInput input) {
    return node.step(Moment.ofMillis(millis), input);
  }

  private static NodeInput.Datagram datagram(Listener listener, byte[] bytes) {
    return new NodeInput.Datagram(listener, PHONE, bytes);
  }

  private String answerTo(byte[] request) {
    return answer(step(0, datagram(SERVICE, request)));
  }

  private int status(byte[] request) {
    return Integer.parseInt(answerTo(request).substring(8, 11));
  }

  private Endpoint destination(byte[] request) {
    return ((NodeEffect.Send) step(0, datagram(SERVICE, request)).getFirst()).to();
  }

  private static String answer(List<NodeEffect> effects) {
    return new String(((NodeEffect.Send) effects.getFirst()).bytes(), StandardCharsets.UTF_8);
  }

  private static byte[] replaced(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
  }
}
