package tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;
import tandem.sip.transaction.ClientEffect.Deliver;
import tandem.sip.transaction.ClientEffect.Ended;
import tandem.sip.transaction.ClientEffect.Send;
import tandem.sip.transaction.Probe.Row;

/** RFC 3261 §17.1.1, Figure 5, with RFC 6026 §7.2. */
class Figure5InviteClientTest {

  private static final Moment START = Moment.ofMillis(0);
  private static final SipRequest INVITE =
      Sample.request("INVITE", "z9hG4bKi", "Route: <sip:p1;lr>, <sip:p2;lr>\r\n");

  static List<Row> arrows() {
    return List.of(
        new Row("Initial", "Begin", "Calling", "Send INVITE"),
        new Row("Calling", "Timer A", "Calling", "Send INVITE"),
        new Row("Calling", "Timer B", "Terminated", "Ended TIMED_OUT"),
        new Row("Calling", "TransportError", "Terminated", "Ended UNSENT"),
        new Row("Calling", "1xx", "Proceeding", "Deliver"),
        new Row("Calling", "2xx", "Accepted", "Deliver"),
        new Row("Calling", "3xx-6xx", "Completed", "Send ACK, Deliver"),
        new Row("Proceeding", "1xx", "Proceeding", "Deliver"),
        new Row("Proceeding", "2xx", "Accepted", "Deliver"),
        new Row("Proceeding", "3xx-6xx", "Completed", "Send ACK, Deliver"),
        new Row("Completed", "3xx-6xx", "Completed", "Send ACK"),
        new Row("Completed", "Timer D", "Terminated", "Ended DONE"),
        new Row("Completed", "TransportError", "Terminated", "Ended UNSENT"),
        new Row("Accepted", "2xx", "Accepted", "Deliver"),
        new Row("Accepted", "Timer M", "Terminated", "Ended DONE"));
  }

  @ParameterizedTest
  @MethodSource("arrows")
  void everyArrowOfTheFigure(Row arrow) {
    assertThat(Figures.inviteClient()).contains(arrow);
  }

  @Test
  void noArrowMore() {
    assertThat(Figures.inviteClient()).hasSameSizeAs(arrows());
  }

  /** §17.1.1.2: at 0, 500 ms, 1.5, 3.5, 7.5, 15.5 and 31.5 s, and the end at 32 s. */
  @Test
  void sevenRequestsAreSentInThirtyTwoSeconds() {
    InviteClient machine = new InviteClient(Timers.DEFAULT, false, INVITE);
    List<Long> sent = new ArrayList<>();
    Moment now = START;
    List<ClientEffect> effects = machine.step(now, new ClientInput.Begin());
    while (effects.getFirst() instanceof Send) {
      sent.add(now.since(START).toMillis());
      now = machine.deadline().orElseThrow();
      effects = machine.step(now, new ClientInput.Timeout());
    }
    assertThat(sent).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L);
    assertThat(now.since(START)).isEqualTo(Duration.ofSeconds(32));
    assertThat(effects).containsExactly(new Ended(End.TIMED_OUT));
  }

  @Test
  void aReliableTransportNeedsNoRetransmission() {
    InviteClient machine = new InviteClient(Timers.DEFAULT, true, INVITE);
    machine.step(START, new ClientInput.Begin());
    assertThat(machine.deadline()).contains(START.plus(Duration.ofSeconds(32)));
  }

  @Test
  void timerDIsZeroOverAReliableTransport() {
    InviteClient machine = new InviteClient(Timers.DEFAULT, true, INVITE);
    machine.step(START, new ClientInput.Begin());
    List<ClientEffect> effects =
        machine.step(START, new ClientInput.Received(Sample.response(INVITE, 486)));
    assertThat(effects).hasSize(3).last().isEqualTo(new Ended(End.DONE));
    assertThat(machine.deadline()).isEmpty();
  }

  /** §17.1.1.3: Request-URI, From, Call-ID, CSeq number, top Via and Route of the INVITE. */
  @Test
  void theAckIsOfTheInviteWithTheToOfTheResponse() {
    InviteClient machine = new InviteClient(Timers.DEFAULT, false, INVITE);
    machine.step(START, new ClientInput.Begin());
    List<ClientEffect> effects =
        machine.step(START, new ClientInput.Received(Sample.response(INVITE, 404)));
    assertThat(effects.get(1)).isInstanceOf(Deliver.class);
    assertThat(new String(((Send) effects.get(0)).message(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            ACK sip:bob@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKi
            Max-Forwards: 70
            Route: <sip:p1;lr>
            Route: <sip:p2;lr>
            From: <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>;tag=b
            Call-ID: c1@192.0.2.1
            CSeq: 1 ACK
            Content-Length: 0

            """
                .replace("\n", "\r\n"));
  }
}
