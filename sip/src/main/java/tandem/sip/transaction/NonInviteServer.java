package tandem.sip.transaction;

import java.util.List;
import java.util.Optional;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.sip.transaction.ServerEffect.Deliver;
import tandem.sip.transaction.ServerEffect.Ended;
import tandem.sip.transaction.ServerEffect.Send;
import tandem.sip.transaction.ServerEffect.Unsent;

/**
 * Non-INVITE server transaction, RFC 3261 §17.2.2 Figure 8.
 *
 * <pre>
 *   State       Input           Next        Effects
 *   Initial     Begin           Trying      Deliver
 *   Trying      Respond 1xx     Proceeding  Send
 *   Trying      Respond 2xx     Completed   Send
 *   Trying      Respond 3xx-6xx Completed   Send
 *   Proceeding  Again           Proceeding  Send last
 *   Proceeding  Respond 1xx     Proceeding  Send
 *   Proceeding  Respond 2xx     Completed   Send
 *   Proceeding  Respond 3xx-6xx Completed   Send
 *   Proceeding  TransportError  Proceeding  Unsent
 *   Completed   Again           Completed   Send last
 *   Completed   TransportError  Completed   Unsent
 *   Completed   Timer J         Terminated  Ended DONE
 * </pre>
 *
 * What is not in the table changes nothing. Timer J does not run over a reliable transport: it ends
 * at once. RFC 6026 §8.8: a transport error does not end a server transaction.
 */
public final class NonInviteServer implements Machine<ServerInput, ServerEffect> {

  /** Where the transaction stands. */
  public sealed interface State {
    record Initial() implements State {}

    record Trying() implements State {}

    record Proceeding(byte[] last) implements State {}

    record Completed(byte[] last, Moment timerJ) implements State {}

    record Terminated() implements State {}
  }

  private final Timers timers;
  private final boolean reliable;
  private State state;

  public NonInviteServer(Timers timers, boolean reliable) {
    this(timers, reliable, new State.Initial());
  }

  /** As it was when {@code state} was read. */
  public NonInviteServer(Timers timers, boolean reliable, State state) {
    this.timers = timers;
    this.reliable = reliable;
    this.state = state;
  }

  public State state() {
    return state;
  }

  @Override
  public List<ServerEffect> step(Moment now, ServerInput input) {
    return switch (input) {
      case ServerInput.Begin _ -> begin();
      case ServerInput.Again _ -> again();
      // An ACK belongs to an INVITE only.
      case ServerInput.Acknowledged _ -> List.of();
      case ServerInput.Respond(int status, byte[] response) -> respond(now, status, response);
      case ServerInput.Timeout _ -> timeout(now);
      case ServerInput.TransportError _ -> transportError();
    };
  }

  private List<ServerEffect> begin() {
    if (!(state instanceof State.Initial)) {
      throw new IllegalStateException("begun twice");
    }
    state = new State.Trying();
    return List.of(new Deliver());
  }

  private List<ServerEffect> again() {
    return switch (state) {
      case State.Proceeding(byte[] last) -> List.of(new Send(last));
      case State.Completed(byte[] last, Moment _) -> List.of(new Send(last));
      case State.Initial _, State.Trying _, State.Terminated _ -> List.of();
    };
  }

  private List<ServerEffect> respond(Moment now, int status, byte[] response) {
    return switch (state) {
      case State.Trying _, State.Proceeding _ -> {
        if (status >= 200 && reliable) {
          // RFC 3261 §17.2.2: timer J is zero, so Completed is left as it is entered.
          state = new State.Terminated();
          yield List.of(new Send(response), new Ended(End.DONE));
        }
        state =
            status < 200
                ? new State.Proceeding(response)
                : new State.Completed(response, now.plus(timers.lifetime()));
        yield List.of(new Send(response));
      }
      case State.Initial _, State.Completed _, State.Terminated _ -> List.of();
    };
  }

  private List<ServerEffect> timeout(Moment now) {
    if (state instanceof State.Completed(byte[] _, Moment timerJ) && now.reached(timerJ)) {
      state = new State.Terminated();
      return List.of(new Ended(End.DONE));
    }
    return List.of();
  }

  private List<ServerEffect> transportError() {
    return switch (state) {
      case State.Proceeding _, State.Completed _ -> List.of(new Unsent());
      case State.Initial _, State.Trying _, State.Terminated _ -> List.of();
    };
  }

  @Override
  public Optional<Moment> deadline() {
    return state instanceof State.Completed(byte[] _, Moment timerJ)
        ? Optional.of(timerJ)
        : Optional.empty();
  }
}
