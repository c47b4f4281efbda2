package tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.platform.time.Moment;
import tandem.sip.transaction.Probe.Row;
import tandem.sip.transaction.ServerEffect.Ended;
import tandem.sip.transaction.ServerEffect.Send;

/** RFC 3261 §17.2.2, Figure 8. */
class Figure8NonInviteServerTest {

  private static final Moment START = Moment.ofMillis(0);
  private static final byte[] OK = {2};

  static List<Row> arrows() {
    return List.of(
        new Row("Initial", "Begin", "Trying", "Deliver"),
        new Row("Trying", "Respond 1xx", "Proceeding", "Send"),
        new Row("Trying", "Respond 2xx", "Completed", "Send"),
        new Row("Trying", "Respond 3xx-6xx", "Completed", "Send"),
        new Row("Proceeding", "Again", "Proceeding", "Send last"),
        new Row("Proceeding", "Respond 1xx", "Proceeding", "Send"),
        new Row("Proceeding", "Respond 2xx", "Completed", "Send"),
        new Row("Proceeding", "Respond 3xx-6xx", "Completed", "Send"),
        new Row("Proceeding", "TransportError", "Proceeding", "Unsent"),
        new Row("Completed", "Again", "Completed", "Send last"),
        new Row("Completed", "TransportError", "Completed", "Unsent"),
        new Row("Completed", "Timer J", "Terminated", "Ended DONE"));
  }

  @ParameterizedTest
  @MethodSource("arrows")
  void everyArrowOfTheFigure(Row arrow) {
    assertThat(Figures.nonInviteServer()).contains(arrow);
  }

  @Test
  void noArrowMore() {
    assertThat(Figures.nonInviteServer()).hasSameSizeAs(arrows());
  }

  @Test
  void timerJIsSixtyFourT1() {
    NonInviteServer machine = new NonInviteServer(Timers.DEFAULT, false);
    machine.step(START, new ServerInput.Begin());
    machine.step(START, new ServerInput.Respond(200, OK));
    assertThat(machine.deadline()).contains(START.plus(Duration.ofSeconds(32)));
  }

  @Test
  void timerJIsZeroOverAReliableTransport() {
    NonInviteServer machine = new NonInviteServer(Timers.DEFAULT, true);
    machine.step(START, new ServerInput.Begin());
    assertThat(machine.step(START, new ServerInput.Respond(200, OK)))
        .containsExactly(new Send(OK), new Ended(End.DONE));
  }
}
