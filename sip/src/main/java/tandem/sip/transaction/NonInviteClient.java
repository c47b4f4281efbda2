package tandem.sip.transaction;

import java.util.List;
import java.util.Optional;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.transaction.ClientEffect.Deliver;
import tandem.sip.transaction.ClientEffect.Ended;
import tandem.sip.transaction.ClientEffect.Send;

/**
 * Non-INVITE client transaction, RFC 3261 §17.1.2 Figure 6.
 *
 * <pre>
 *   State       Input           Next        Effects
 *   Initial     Begin           Trying      Send request
 *   Trying      Timer E         Trying      Send request
 *   Trying      Timer F         Terminated  Ended TIMED_OUT
 *   Trying      TransportError  Terminated  Ended UNSENT
 *   Trying      1xx             Proceeding  Deliver
 *   Trying      2xx             Completed   Deliver
 *   Trying      3xx-6xx         Completed   Deliver
 *   Proceeding  Timer E         Proceeding  Send request
 *   Proceeding  Timer F         Terminated  Ended TIMED_OUT
 *   Proceeding  TransportError  Terminated  Ended UNSENT
 *   Proceeding  1xx             Proceeding  Deliver
 *   Proceeding  2xx             Completed   Deliver
 *   Proceeding  3xx-6xx         Completed   Deliver
 *   Completed   Timer K         Terminated  Ended DONE
 * </pre>
 *
 * What is not in the table changes nothing. Timers E and K do not run over a reliable transport: K
 * ends at once.
 */
public final class NonInviteClient implements Machine<ClientInput, ClientEffect> {

  /** Where the transaction stands; with the request it is all there is to know. */
  public sealed interface State {
    record Initial() implements State {}

    record Trying(Optional<Resend> timerE, Moment timerF) implements State {}

    record Proceeding(Optional<Resend> timerE, Moment timerF) implements State {}

    record Completed(Moment timerK) implements State {}

    record Terminated() implements State {}
  }

  private final Timers timers;
  private final boolean reliable;
  private final SipRequest request;
  private State state;

  public NonInviteClient(Timers timers, boolean reliable, SipRequest request) {
    this(timers, reliable, request, new State.Initial());
  }

  /** As it was when {@code state} was read. */
  public NonInviteClient(Timers timers, boolean reliable, SipRequest request, State state) {
    this.timers = timers;
    this.reliable = reliable;
    this.request = request;
    this.state = state;
  }

  public State state() {
    return state;
  }

  @Override
  public List<ClientEffect> step(Moment now, ClientInput input) {
    return switch (input) {
      case ClientInput.Begin _ -> begin(now);
      case ClientInput.Received(SipResponse response) -> received(now, response);
      case ClientInput.Timeout _ -> timeout(now);
      case ClientInput.TransportError _ -> transportError();
    };
  }

  private List<ClientEffect> begin(Moment now) {
    if (!(state instanceof State.Initial)) {
      throw new IllegalStateException("begun twice");
    }
    state = new State.Trying(Resend.first(now, timers, reliable), now.plus(timers.lifetime()));
    return List.of(new Send(request.bytes()));
  }

  private List<ClientEffect> received(Moment now, SipResponse response) {
    return switch (state) {
      case State.Initial _, State.Completed _, State.Terminated _ -> List.of();
      case State.Trying(Optional<Resend> timerE, Moment timerF) ->
          answered(now, response, new State.Proceeding(timerE, timerF));
      case State.Proceeding _ -> answered(now, response, state);
    };
  }

  private List<ClientEffect> answered(Moment now, SipResponse response, State proceeding) {
    if (!response.isFinal()) {
      state = proceeding;
      return List.of(new Deliver(response));
    }
    if (reliable) {
      // RFC 3261 §17.1.2.2: timer K is zero, so Completed is left as it is entered.
      state = new State.Terminated();
      return List.of(new Deliver(response), new Ended(End.DONE));
    }
    state = new State.Completed(now.plus(timers.t4()));
    return List.of(new Deliver(response));
  }

  private List<ClientEffect> timeout(Moment now) {
    return switch (state) {
      case State.Initial _, State.Terminated _ -> List.of();
      case State.Trying(Optional<Resend> timerE, Moment timerF) -> {
        if (now.reached(timerF)) {
          yield ended(End.TIMED_OUT);
        }
        if (!Resend.due(timerE, now)) {
          yield List.of();
        }
        Resend next = Resend.after(now, timers.backedOff(timerE.get().interval()));
        state = new State.Trying(Optional.of(next), timerF);
        yield List.of(new Send(request.bytes()));
      }
      case State.Proceeding(Optional<Resend> timerE, Moment timerF) -> {
        if (now.reached(timerF)) {
          yield ended(End.TIMED_OUT);
        }
        if (!Resend.due(timerE, now)) {
          yield List.of();
        }
        // RFC 3261 §17.1.2.2: once a provisional response has come, timer E is T2.
        Resend next = Resend.after(now, timers.t2());
        state = new State.Proceeding(Optional.of(next), timerF);
        yield List.of(new Send(request.bytes()));
      }
      case State.Completed(Moment timerK) -> now.reached(timerK) ? ended(End.DONE) : List.of();
    };
  }

  private List<ClientEffect> transportError() {
    return switch (state) {
      case State.Trying _, State.Proceeding _ -> ended(End.UNSENT);
      case State.Initial _, State.Completed _, State.Terminated _ -> List.of();
    };
  }

  private List<ClientEffect> ended(End why) {
    state = new State.Terminated();
    return List.of(new Ended(why));
  }

  @Override
  public Optional<Moment> deadline() {
    return switch (state) {
      case State.Initial _, State.Terminated _ -> Optional.empty();
      case State.Trying(Optional<Resend> timerE, Moment timerF) -> Resend.deadline(timerE, timerF);
      case State.Proceeding(Optional<Resend> timerE, Moment timerF) ->
          Resend.deadline(timerE, timerF);
      case State.Completed(Moment timerK) -> Optional.of(timerK);
    };
  }
}
