package tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

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

/** RFC 3261 §17.1.2, Figure 6. */
class Figure6NonInviteClientTest {

  private static final Moment START = Moment.ofMillis(0);
  private static final SipRequest OPTIONS = Sample.request("OPTIONS", "z9hG4bKo");

  static List<Row> arrows() {
    return List.of(
        new Row("Initial", "Begin", "Trying", "Send request"),
        new Row("Trying", "Timer E", "Trying", "Send request"),
        new Row("Trying", "Timer F", "Terminated", "Ended TIMED_OUT"),
        new Row("Trying", "TransportError", "Terminated", "Ended UNSENT"),
        new Row("Trying", "1xx", "Proceeding", "Deliver"),
        new Row("Trying", "2xx", "Completed", "Deliver"),
        new Row("Trying", "3xx-6xx", "Completed", "Deliver"),
        new Row("Proceeding", "Timer E", "Proceeding", "Send request"),
        new Row("Proceeding", "Timer F", "Terminated", "Ended TIMED_OUT"),
        new Row("Proceeding", "TransportError", "Terminated", "Ended UNSENT"),
        new Row("Proceeding", "1xx", "Proceeding", "Deliver"),
        new Row("Proceeding", "2xx", "Completed", "Deliver"),
        new Row("Proceeding", "3xx-6xx", "Completed", "Deliver"),
        new Row("Completed", "Timer K", "Terminated", "Ended DONE"));
  }

  @ParameterizedTest
  @MethodSource("arrows")
  void everyArrowOfTheFigure(Row arrow) {
    assertThat(Figures.nonInviteClient()).contains(arrow);
  }

  @Test
  void noArrowMore() {
    assertThat(Figures.nonInviteClient()).hasSameSizeAs(arrows());
  }

  private static List<Long> sendings(NonInviteClient machine, boolean provisional) {
    List<Long> sent = new ArrayList<>();
    Moment now = START;
    List<ClientEffect> effects = machine.step(now, new ClientInput.Begin());
    if (provisional) {
      machine.step(now, new ClientInput.Received(Sample.response(OPTIONS, 100)));
    }
    while (effects.getFirst() instanceof Send) {
      sent.add(now.since(START).toMillis());
      now = machine.deadline().orElseThrow();
      effects = machine.step(now, new ClientInput.Timeout());
    }
    assertThat(effects).containsExactly(new Ended(End.TIMED_OUT));
    assertThat(now.since(START).toMillis()).isEqualTo(32_000);
    return sent;
  }

  /** §17.1.2.2: the interval doubles up to T2. */
  @Test
  void theIntervalDoublesUpToT2() {
    assertThat(sendings(new NonInviteClient(Timers.DEFAULT, false, OPTIONS), false))
        .containsExactly(
            0L, 500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
  }

  /** §17.1.2.2: after a provisional response timer E is T2. */
  @Test
  void inProceedingTheIntervalIsT2() {
    assertThat(sendings(new NonInviteClient(Timers.DEFAULT, false, OPTIONS), true))
        .containsExactly(0L, 500L, 4_500L, 8_500L, 12_500L, 16_500L, 20_500L, 24_500L, 28_500L);
  }

  @Test
  void aReliableTransportHasNeitherTimerENorTimerK() {
    NonInviteClient machine = new NonInviteClient(Timers.DEFAULT, true, OPTIONS);
    assertThat(sendings(machine, false)).containsExactly(0L);
    machine = new NonInviteClient(Timers.DEFAULT, true, OPTIONS);
    machine.step(START, new ClientInput.Begin());
    assertThat(machine.step(START, new ClientInput.Received(Sample.response(OPTIONS, 200))))
        .hasSize(2)
        .hasAtLeastOneElementOfType(Deliver.class)
        .last()
        .isEqualTo(new Ended(End.DONE));
  }
}
