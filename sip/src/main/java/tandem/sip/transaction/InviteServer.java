package tandem.sip.transaction;

import java.util.List;
import java.util.Optional;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;
import tandem.sip.transaction.ServerEffect.Deliver;
import tandem.sip.transaction.ServerEffect.DeliverAck;
import tandem.sip.transaction.ServerEffect.Ended;
import tandem.sip.transaction.ServerEffect.Send;
import tandem.sip.transaction.ServerEffect.Unsent;

/**
 * INVITE server transaction, RFC 3261 §17.2.1 Figure 7 with the Accepted state of RFC 6026 §7.1.
 * Untried is the figure's Proceeding before anything is answered: a 100 is due unless the user
 * answers within 200 ms.
 *
 * <pre>
 *   State       Input           Next        Effects
 *   Initial     Begin           Untried     Deliver
 *   Untried     Timer Trying    Proceeding  Send 100
 *   Untried     Respond 1xx     Proceeding  Send
 *   Untried     Respond 2xx     Accepted    Send
 *   Untried     Respond 3xx-6xx Completed   Send
 *   Proceeding  Again           Proceeding  Send last
 *   Proceeding  Respond 1xx     Proceeding  Send
 *   Proceeding  Respond 2xx     Accepted    Send
 *   Proceeding  Respond 3xx-6xx Completed   Send
 *   Proceeding  TransportError  Proceeding  Unsent
 *   Completed   Again           Completed   Send last
 *   Completed   Timer G         Completed   Send last
 *   Completed   Acknowledged    Confirmed   -
 *   Completed   Timer H         Terminated  Ended TIMED_OUT
 *   Completed   TransportError  Completed   Unsent
 *   Confirmed   Timer I         Terminated  Ended DONE
 *   Accepted    Respond 2xx     Accepted    Send
 *   Accepted    Acknowledged    Accepted    DeliverAck
 *   Accepted    TransportError  Accepted    Unsent
 *   Accepted    Timer L         Terminated  Ended DONE
 * </pre>
 *
 * What is not in the table changes nothing. Timers G and I do not run over a reliable transport: I
 * ends at once. RFC 6026 §8.8: a transport error does not end a server transaction.
 */
public final class InviteServer implements Machine<ServerInput, ServerEffect> {

  /** Where the transaction stands; with the request it is all there is to know. */
  public sealed interface State {
    record Initial() implements State {}

    /** Nothing has been answered: a 100 is due. */
    record Untried(Moment timerTrying) implements State {}

    record Proceeding(byte[] last) implements State {}

    record Completed(byte[] last, Optional<Resend> timerG, Moment timerH) implements State {}

    record Confirmed(Moment timerI) implements State {}

    record Accepted(Moment timerL) implements State {}

    record Terminated() implements State {}
  }

  private final Timers timers;
  private final boolean reliable;
  private final SipRequest invite;
  private State state;

  public InviteServer(Timers timers, boolean reliable, SipRequest invite) {
    this(timers, reliable, invite, new State.Initial());
  }

  /** As it was when {@code state} was read. */
  public InviteServer(Timers timers, boolean reliable, SipRequest invite, State state) {
    this.timers = timers;
    this.reliable = reliable;
    this.invite = invite;
    this.state = state;
  }

  public State state() {
    return state;
  }

  @Override
  public List<ServerEffect> step(Moment now, ServerInput input) {
    return switch (input) {
      case ServerInput.Begin _ -> begin(now);
      case ServerInput.Again _ -> again();
      case ServerInput.Acknowledged _ -> acknowledged(now);
      case ServerInput.Respond(int status, byte[] response) -> respond(now, status, response);
      case ServerInput.Timeout _ -> timeout(now);
      case ServerInput.TransportError _ -> transportError();
    };
  }

  private List<ServerEffect> begin(Moment now) {
    if (!(state instanceof State.Initial)) {
      throw new IllegalStateException("begun twice");
    }
    state = new State.Untried(now.plus(Timers.TRYING));
    return List.of(new Deliver());
  }

  private List<ServerEffect> again() {
    return switch (state) {
      case State.Proceeding(byte[] last) -> List.of(new Send(last));
      case State.Completed(byte[] last, Optional<Resend> _, Moment _) -> List.of(new Send(last));
      // RFC 6026 §7.1: in Accepted the TU alone repeats the 2xx.
      case State.Initial _, State.Untried _, State.Confirmed _, State.Accepted _ -> List.of();
      case State.Terminated _ -> List.of();
    };
  }

  private List<ServerEffect> acknowledged(Moment now) {
    return switch (state) {
      case State.Completed _ -> {
        if (reliable) {
          // RFC 3261 §17.2.1: timer I is zero, so Confirmed is left as it is entered.
          yield ended(End.DONE);
        }
        state = new State.Confirmed(now.plus(timers.t4()));
        yield List.of();
      }
      case State.Accepted _ -> List.of(new DeliverAck());
      case State.Initial _, State.Untried _, State.Proceeding _ -> List.of();
      case State.Confirmed _, State.Terminated _ -> List.of();
    };
  }

  private List<ServerEffect> respond(Moment now, int status, byte[] response) {
    return switch (state) {
      case State.Untried _, State.Proceeding _ -> {
        state = next(now, status, response);
        yield List.of(new Send(response));
      }
      case State.Accepted _ ->
          status >= 200 && status < 300 ? List.of(new Send(response)) : List.of();
      case State.Initial _, State.Completed _, State.Confirmed _ -> List.of();
      case State.Terminated _ -> List.of();
    };
  }

  private State next(Moment now, int status, byte[] response) {
    if (status < 200) {
      return new State.Proceeding(response);
    }
    Moment end = now.plus(timers.lifetime());
    return status < 300
        ? new State.Accepted(end)
        : new State.Completed(response, Resend.first(now, timers, reliable), end);
  }

  private List<ServerEffect> timeout(Moment now) {
    return switch (state) {
      case State.Initial _, State.Proceeding _, State.Terminated _ -> List.of();
      case State.Untried(Moment timerTrying) -> {
        if (!now.reached(timerTrying)) {
          yield List.of();
        }
        // RFC 3261 §17.2.1: the 100 stops the retransmissions of the client.
        byte[] response = FollowUps.trying(invite);
        state = new State.Proceeding(response);
        yield List.of(new Send(response));
      }
      case State.Completed(byte[] last, Optional<Resend> timerG, Moment timerH) -> {
        if (now.reached(timerH)) {
          yield ended(End.TIMED_OUT);
        }
        if (!Resend.due(timerG, now)) {
          yield List.of();
        }
        Resend next = Resend.after(now, timers.backedOff(timerG.get().interval()));
        state = new State.Completed(last, Optional.of(next), timerH);
        yield List.of(new Send(last));
      }
      case State.Confirmed(Moment timerI) -> now.reached(timerI) ? ended(End.DONE) : List.of();
      case State.Accepted(Moment timerL) -> now.reached(timerL) ? ended(End.DONE) : List.of();
    };
  }

  private List<ServerEffect> transportError() {
    return switch (state) {
      case State.Proceeding _, State.Completed _, State.Accepted _ -> List.of(new Unsent());
      case State.Initial _, State.Untried _, State.Confirmed _, State.Terminated _ -> List.of();
    };
  }

  private List<ServerEffect> ended(End why) {
    state = new State.Terminated();
    return List.of(new Ended(why));
  }

  @Override
  public Optional<Moment> deadline() {
    return switch (state) {
      case State.Initial _, State.Proceeding _, State.Terminated _ -> Optional.empty();
      case State.Untried(Moment timerTrying) -> Optional.of(timerTrying);
      case State.Completed(byte[] _, Optional<Resend> timerG, Moment timerH) ->
          Resend.deadline(timerG, timerH);
      case State.Confirmed(Moment timerI) -> Optional.of(timerI);
      case State.Accepted(Moment timerL) -> Optional.of(timerL);
    };
  }
}
