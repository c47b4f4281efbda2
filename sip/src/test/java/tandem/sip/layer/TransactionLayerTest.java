package tandem.sip.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.platform.time.Moment;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.layer.LayerEffect.Acknowledged;
import tandem.sip.layer.LayerEffect.Cancelled;
import tandem.sip.layer.LayerEffect.Ended;
import tandem.sip.layer.LayerEffect.Failed;
import tandem.sip.layer.LayerEffect.Incoming;
import tandem.sip.layer.LayerEffect.Response;
import tandem.sip.layer.LayerEffect.Send;
import tandem.sip.layer.LayerEffect.StrayAck;
import tandem.sip.layer.LayerEffect.StrayResponse;
import tandem.sip.layer.LayerEffect.Unacknowledged;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.route.Addresses;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.Sample;
import tandem.sip.transaction.Timers;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;
import tandem.sip.transport.Transport;

/** RFC 3261 §17.1.3, §17.2.3, §9, §8.2.2.2, and the limits. */
class TransactionLayerTest {

  private static final Moment START = Moment.ofMillis(0);
  private static final Hop PEER =
      new Hop(Transport.UDP, Addresses.literal("192.0.2.1").orElseThrow(), 5070);

  private final TransactionLayer layer =
      new TransactionLayer(new LayerRules(Timers.DEFAULT, 2, 2, 7, 1));

  private List<LayerEffect> received(SipMessage message) {
    return layer.step(START, new LayerInput.Received(PEER, message));
  }

  private static int status(LayerEffect effect) {
    return ((SipResponse) Sample.parse(((Send) effect).message())).status();
  }

  private TransactionKey incoming(SipRequest request) {
    return ((Incoming) received(request).getFirst()).key();
  }

  private void respond(TransactionKey key, SipRequest request, int status) {
    layer.step(
        START, new LayerInput.Respond(key, ResponseBuilder.to(request, status).toTag("b").build()));
  }

  @Test
  void aRetransmissionIsAnsweredWithoutTheUser() {
    SipRequest request = Sample.request("OPTIONS", "z9hG4bK1");
    TransactionKey key = incoming(request);
    assertThat(received(request)).isEmpty();
    respond(key, request, 200);
    assertThat(received(request)).singleElement().isInstanceOf(Send.class);
    assertThat(layer.step(START.plus(Duration.ofSeconds(32)), new LayerInput.Timeout()))
        .containsExactly(new Ended(key));
    assertThat(layer.serverCount()).isZero();
    assertThat(layer.deadline()).isEmpty();
  }

  /** §17.2.3: the same branch of another sender is another transaction. */
  @Test
  void branchSentByAndMethodMatch() {
    SipRequest request = Sample.request("OPTIONS", "z9hG4bK1");
    SipRequest other =
        (SipRequest)
            Sample.parse(
                request.toString()
                    + "\r\n"
                    + new String(request.bytes(), java.nio.charset.StandardCharsets.UTF_8)
                        .substring(request.toString().length() + 2)
                        .replace("192.0.2.1:5070", "192.0.2.9:5070")
                        .replace("c1@", "c2@"));
    incoming(request);
    assertThat(received(other)).singleElement().isInstanceOf(Incoming.class);
  }

  /** §17.2.3: without the magic cookie the request itself is compared. */
  @Test
  void aPeerOfRfc2543IsMatchedToo() {
    SipRequest invite = Sample.request("INVITE", "1");
    TransactionKey key = incoming(invite);
    assertThat(key).isInstanceOf(TransactionKey.Unbranched.class);
    assertThat(received(invite)).isEmpty();
    respond(key, invite, 486);
    SipRequest ack = ack(invite, "1");
    assertThat(received(ack)).isEmpty();
    assertThat(layer.record(key).orElseThrow().toString()).contains("Confirmed");
  }

  private static SipRequest ack(SipRequest invite, String branch) {
    String text =
        new String(Sample.request("ACK", branch).bytes(), java.nio.charset.StandardCharsets.UTF_8);
    return (SipRequest) Sample.parse(text.replace("<sip:bob@example.com>", invite.to() + ";tag=b"));
  }

  /** §8.2.2.2: the same request by another path. */
  @Test
  void aMergedRequestIsALoop() {
    incoming(Sample.request("INVITE", "z9hG4bK1"));
    List<LayerEffect> effects = received(Sample.request("INVITE", "z9hG4bK2"));
    assertThat(effects).hasSize(1);
    assertThat(status(effects.getFirst())).isEqualTo(482);
  }

  @Test
  void beyondTheLimitRequestsAreAnswered503WithoutATransaction() {
    incoming(Sample.request("INVITE", "z9hG4bK1"));
    incoming(Sample.request("OPTIONS", "z9hG4bK2"));
    List<LayerEffect> effects = received(Sample.request("INFO", "z9hG4bK3"));
    assertThat(status(effects.getFirst())).isEqualTo(503);
    assertThat(new String(((Send) effects.getFirst()).message())).contains("Retry-After: 7");
    assertThat(layer.serverCount()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      layer.step(START, new LayerInput.Request(Sample.request("INFO", "z9hG4bKc" + i), PEER));
    }
    SipRequest third = Sample.request("INFO", "z9hG4bKc9");
    assertThat(layer.step(START, new LayerInput.Request(third, PEER)))
        .containsExactly(new Failed(ClientKey.of(third), third, 503));
  }

  /** §9.2. */
  @Test
  void aCancelIsAnsweredAndPutToTheUser() {
    SipRequest invite = Sample.request("INVITE", "z9hG4bK1");
    TransactionKey key = incoming(invite);
    List<LayerEffect> effects = received(Sample.request("CANCEL", "z9hG4bK1"));
    assertThat(status(effects.getFirst())).isEqualTo(200);
    assertThat(effects.getLast()).isEqualTo(new Cancelled(key));
  }

  @Test
  void aCancelOfNothingIsRefusedAndOfAnAnsweredInviteWithoutEffect() {
    assertThat(status(received(Sample.request("CANCEL", "z9hG4bK0")).getFirst())).isEqualTo(481);
    TransactionLayer other = new TransactionLayer(new LayerRules(Timers.DEFAULT, 9, 9, 7, 1));
    SipRequest invite = Sample.request("INVITE", "z9hG4bK1");
    other.step(START, new LayerInput.Received(PEER, invite));
    other.step(
        START,
        new LayerInput.Respond(
            TransactionKey.of(invite), ResponseBuilder.to(invite, 200).toTag("b").build()));
    List<LayerEffect> effects =
        other.step(START, new LayerInput.Received(PEER, Sample.request("CANCEL", "z9hG4bK1")));
    assertThat(effects).hasSize(1);
    assertThat(status(effects.getFirst())).isEqualTo(200);
  }

  /** §9.1: no CANCEL before a provisional response. */
  @Test
  void ourCancelWaitsForAProvisionalResponse() {
    SipRequest invite = Sample.request("INVITE", "z9hG4bK1");
    layer.step(START, new LayerInput.Request(invite, PEER));
    ClientKey key = ClientKey.of(invite);
    assertThat(layer.step(START, new LayerInput.Cancel(key))).isEmpty();
    List<LayerEffect> effects = received(Sample.response(invite, 180));
    assertThat(effects).hasSize(2);
    SipRequest cancel = (SipRequest) Sample.parse(((Send) effects.getLast()).message());
    assertThat(cancel.method()).isEqualTo("CANCEL");
    assertThat(cancel.topVia()).isEqualTo(invite.topVia());
    assertThat(received(Sample.response(cancel, 200))).isEmpty();
    // Nobody ever answers the INVITE: it is given up 64·T1 after the CANCEL.
    assertThat(layer.step(START.plus(Duration.ofSeconds(32)), new LayerInput.Timeout()))
        .contains(new Failed(key, invite, 487), new Ended(key));
    assertThat(layer.clientCount()).isZero();
  }

  @Test
  void whatMatchesNothingIsHandedUpAsStray() {
    SipRequest invite = Sample.request("INVITE", "z9hG4bK1");
    SipResponse response = Sample.response(invite, 200);
    assertThat(received(response)).containsExactly(new StrayResponse(PEER, response));
    SipRequest ack = Sample.request("ACK", "z9hG4bK5");
    assertThat(received(ack)).containsExactly(new StrayAck(PEER, ack));
  }

  /** RFC 6026 §7.1: an ACK on the INVITE's own branch (as RFC 2543 peers send it). */
  @Test
  void theAckOfA2xxReachesTheUser() {
    SipRequest invite = Sample.request("INVITE", "z9hG4bK1");
    TransactionKey key = incoming(invite);
    respond(key, invite, 200);
    SipRequest ack = Sample.request("ACK", "z9hG4bK1");
    assertThat(received(ack)).containsExactly(new Acknowledged(key, ack));
  }

  @Test
  void nobodyAnswers() {
    SipRequest request = Sample.request("OPTIONS", "z9hG4bK1");
    layer.step(START, new LayerInput.Request(request, PEER));
    assertThat(layer.step(START.plus(Duration.ofSeconds(32)), new LayerInput.Timeout()))
        .containsExactly(
            new Failed(ClientKey.of(request), request, 408), new Ended(ClientKey.of(request)));
  }

  @Test
  void itCannotBeSent() {
    SipRequest request = Sample.request("OPTIONS", "z9hG4bK1");
    layer.step(START, new LayerInput.Request(request, PEER));
    assertThat(layer.step(START, new LayerInput.Unsent(ClientKey.of(request))))
        .contains(new Failed(ClientKey.of(request), request, 503));
  }

  @Test
  void aRefusalThatIsNeverAcknowledged() {
    SipRequest invite = Sample.request("INVITE", "z9hG4bK1");
    TransactionKey key = incoming(invite);
    respond(key, invite, 486);
    Moment end = START.plus(Duration.ofSeconds(32));
    assertThat(layer.step(end, new LayerInput.Timeout()))
        .containsExactly(new Unacknowledged(key), new Ended(key));
  }

  @Test
  void aResponseFindsItsTransactionByBranchAndMethod() {
    SipRequest request = Sample.request("OPTIONS", "z9hG4bK1");
    layer.step(START, new LayerInput.Request(request, PEER));
    SipResponse response = Sample.response(request, 200);
    assertThat(received(response)).containsExactly(new Response(ClientKey.of(request), response));
    assertThat(received(response)).isEmpty();
    assertThatThrownBy(() -> layer.step(START, new LayerInput.Request(request, PEER)))
        .isInstanceOf(IllegalStateException.class);
  }
}
