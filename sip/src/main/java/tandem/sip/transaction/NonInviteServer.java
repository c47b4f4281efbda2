package tandem.sip.transaction;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;

/**
 * The non-INVITE server transaction, RFC 3261 §17.2.2 and figure 8, for an unreliable transport.
 *
 * <pre>
 *   state       input              next        effect
 *   Trying      Retransmission     Trying      -
 *   Trying      Provisional        Proceeding  Send
 *   Trying      Final              Completed   Send, Timer J
 *   Proceeding  Retransmission     Proceeding  Send the last response
 *   Proceeding  Provisional        Proceeding  Send
 *   Proceeding  Final              Completed   Send, Timer J
 *   Completed   Retransmission     Completed   Send the last response
 *   Completed   Provisional|Final  Completed   -
 *   Completed   TimerJ             Terminated  Ended
 *   any         TransportError     Terminated  Ended
 * </pre>
 */
public final class NonInviteServer
    implements Machine<NonInviteServer.Input, NonInviteServer.Effect> {

  /** RFC 3261 §17.1.1.1. */
  public static final Duration T1 = Duration.ofMillis(500);

  /** Timer J, RFC 3261 §17.2.2: how long retransmissions are absorbed. */
  public static final Duration TIMER_J = T1.multipliedBy(64);

  public sealed interface Input {
    record Retransmission() implements Input {}

    record Provisional(byte[] response) implements Input {}

    record Final(byte[] response) implements Input {}

    record TimerJ() implements Input {}

    record TransportError() implements Input {}
  }

  public sealed interface Effect {
    record Send(byte[] response) implements Effect {}

    record Ended() implements Effect {}
  }

  private sealed interface State {
    record Trying() implements State {}

    record Proceeding(byte[] last) implements State {}

    record Completed(byte[] last, Moment timerJ) implements State {}

    record Terminated() implements State {}
  }

  private State state = new State.Trying();

  @Override
  public List<Effect> step(Moment now, Input input) {
    return switch (state) {
      case State.Trying _ -> answering(now, input, List.of());
      case State.Proceeding(byte[] last) -> answering(now, input, List.of(new Effect.Send(last)));
      case State.Completed(byte[] last, Moment timerJ) -> completed(now, input, last, timerJ);
      case State.Terminated _ -> List.of();
    };
  }

  private List<Effect> answering(Moment now, Input input, List<Effect> repeated) {
    return switch (input) {
      case Input.Retransmission _ -> repeated;
      case Input.Provisional(byte[] response) -> {
        state = new State.Proceeding(response);
        yield List.of(new Effect.Send(response));
      }
      case Input.Final(byte[] response) -> {
        state = new State.Completed(response, now.plus(TIMER_J));
        yield List.of(new Effect.Send(response));
      }
      case Input.TimerJ _ -> List.of();
      case Input.TransportError _ -> ended();
    };
  }

  private List<Effect> completed(Moment now, Input input, byte[] last, Moment timerJ) {
    return switch (input) {
      case Input.Retransmission _ -> List.of(new Effect.Send(last));
      case Input.Provisional _, Input.Final _ -> List.of();
      case Input.TimerJ _ -> now.reached(timerJ) ? ended() : List.of();
      case Input.TransportError _ -> ended();
    };
  }

  private List<Effect> ended() {
    state = new State.Terminated();
    return List.of(new Effect.Ended());
  }

  @Override
  public Optional<Moment> deadline() {
    return state instanceof State.Completed(byte[] _, Moment timerJ)
        ? Optional.of(timerJ)
        : Optional.empty();
  }
}
