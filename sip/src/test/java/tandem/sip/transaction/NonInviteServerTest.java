package tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tandem.platform.time.Moment;
import tandem.sip.transaction.NonInviteServer.Effect;
import tandem.sip.transaction.NonInviteServer.Input;

/** RFC 3261 §17.2.2, figure 8: every arrow. */
class NonInviteServerTest {

  private static final Moment START = Moment.ofMillis(0);
  private static final byte[] TRYING = {1};
  private static final byte[] OK = {2};

  private final NonInviteServer machine = new NonInviteServer();

  @Test
  void tryingAbsorbsRetransmissions() {
    assertThat(machine.step(START, new Input.Retransmission())).isEmpty();
    assertThat(machine.deadline()).isEmpty();
  }

  @Test
  void proceedingRepeatsTheLastProvisional() {
    assertThat(machine.step(START, new Input.Provisional(TRYING)))
        .containsExactly(new Effect.Send(TRYING));
    assertThat(machine.step(START, new Input.Retransmission()))
        .containsExactly(new Effect.Send(TRYING));
  }

  @Test
  void completedRepeatsTheFinalUntilTimerJ() {
    machine.step(START, new Input.Provisional(TRYING));
    assertThat(machine.step(START, new Input.Final(OK))).containsExactly(new Effect.Send(OK));
    assertThat(machine.step(START, new Input.Retransmission()))
        .containsExactly(new Effect.Send(OK));
    // Any other final response is discarded.
    assertThat(machine.step(START, new Input.Final(TRYING))).isEmpty();
    assertThat(machine.deadline()).contains(START.plus(Duration.ofSeconds(32)));
  }

  @Test
  void timerJEndsIt() {
    machine.step(START, new Input.Final(OK));
    Moment timerJ = machine.deadline().orElseThrow();
    assertThat(machine.step(timerJ.minus(Duration.ofNanos(1)), new Input.TimerJ())).isEmpty();
    assertThat(machine.step(timerJ, new Input.TimerJ())).containsExactly(new Effect.Ended());
    assertThat(machine.step(timerJ, new Input.Retransmission())).isEmpty();
    assertThat(machine.deadline()).isEmpty();
  }

  @Test
  void transportErrorEndsItInAnyState() {
    machine.step(START, new Input.Final(OK));
    assertThat(machine.step(START, new Input.TransportError())).containsExactly(new Effect.Ended());
    assertThat(new NonInviteServer().step(START, new Input.TransportError()))
        .containsExactly(new Effect.Ended());
  }
}
