package tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.transaction.Probe.Row;
import tandem.sip.transaction.ServerEffect.Ended;
import tandem.sip.transaction.ServerEffect.Send;

/** RFC 3261 §17.2.1, Figure 7, with RFC 6026 §7.1. */
class Figure7InviteServerTest {

  private static final Moment START = Moment.ofMillis(0);
  private static final SipRequest INVITE = Sample.request("INVITE", "z9hG4bKi");

  static List<Row> arrows() {
    return List.of(
        new Row("Initial", "Begin", "Untried", "Deliver"),
        new Row("Untried", "Timer Trying", "Proceeding", "Send 100"),
        new Row("Untried", "Respond 1xx", "Proceeding", "Send"),
        new Row("Untried", "Respond 2xx", "Accepted", "Send"),
        new Row("Untried", "Respond 3xx-6xx", "Completed", "Send"),
        new Row("Proceeding", "Again", "Proceeding", "Send last"),
        new Row("Proceeding", "Respond 1xx", "Proceeding", "Send"),
        new Row("Proceeding", "Respond 2xx", "Accepted", "Send"),
        new Row("Proceeding", "Respond 3xx-6xx", "Completed", "Send"),
        new Row("Proceeding", "TransportError", "Proceeding", "Unsent"),
        new Row("Completed", "Again", "Completed", "Send last"),
        new Row("Completed", "Timer G", "Completed", "Send last"),
        new Row("Completed", "Acknowledged", "Confirmed", "-"),
        new Row("Completed", "Timer H", "Terminated", "Ended TIMED_OUT"),
        new Row("Completed", "TransportError", "Completed", "Unsent"),
        new Row("Confirmed", "Timer I", "Terminated", "Ended DONE"),
        new Row("Accepted", "Respond 2xx", "Accepted", "Send"),
        new Row("Accepted", "Acknowledged", "Accepted", "DeliverAck"),
        new Row("Accepted", "TransportError", "Accepted", "Unsent"),
        new Row("Accepted", "Timer L", "Terminated", "Ended DONE"));
  }

  @ParameterizedTest
  @MethodSource("arrows")
  void everyArrowOfTheFigure(Row arrow) {
    assertThat(Figures.inviteServer()).contains(arrow);
  }

  @Test
  void noArrowMore() {
    assertThat(Figures.inviteServer()).hasSameSizeAs(arrows());
  }

  private static InviteServer begun(boolean reliable) {
    InviteServer machine = new InviteServer(Timers.DEFAULT, reliable, INVITE);
    machine.step(START, new ServerInput.Begin());
    return machine;
  }

  /** §17.2.1: 200 ms after the request, unless the user has answered. */
  @Test
  void aTryingIsSentAfter200Milliseconds() {
    InviteServer machine = begun(false);
    Moment due = machine.deadline().orElseThrow();
    assertThat(due.since(START)).isEqualTo(Duration.ofMillis(200));
    List<ServerEffect> effects = machine.step(due, new ServerInput.Timeout());
    SipResponse trying = (SipResponse) Sample.parse(((Send) effects.getFirst()).response());
    assertThat(trying.status()).isEqualTo(100);
    assertThat(trying.to().tag()).isEmpty();
    assertThat(machine.deadline()).isEmpty();
  }

  /** §17.2.1: timer G doubles up to T2 until timer H. */
  @Test
  void aFinalResponseIsSentAgainUntilTimerH() {
    InviteServer machine = begun(false);
    machine.step(START, new ServerInput.Respond(486, Sample.answer(INVITE, 486)));
    List<Long> sent = new ArrayList<>();
    Moment now = machine.deadline().orElseThrow();
    List<ServerEffect> effects = machine.step(now, new ServerInput.Timeout());
    while (effects.getFirst() instanceof Send) {
      sent.add(now.since(START).toMillis());
      now = machine.deadline().orElseThrow();
      effects = machine.step(now, new ServerInput.Timeout());
    }
    assertThat(sent)
        .containsExactly(
            500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
    assertThat(effects).containsExactly(new Ended(End.TIMED_OUT));
  }

  @Test
  void aReliableTransportHasNeitherTimerGNorTimerI() {
    InviteServer machine = begun(true);
    machine.step(START, new ServerInput.Respond(486, Sample.answer(INVITE, 486)));
    assertThat(machine.deadline()).contains(START.plus(Duration.ofSeconds(32)));
    assertThat(machine.step(START, new ServerInput.Acknowledged()))
        .containsExactly(new Ended(End.DONE));
  }
}
