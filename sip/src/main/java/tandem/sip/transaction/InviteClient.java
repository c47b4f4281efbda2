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
 * INVITE client transaction, RFC 3261 §17.1.1 Figure 5 with the Accepted state of RFC 6026 §7.2.
 *
 * <pre>
 *   State       Input           Next        Effects
 *   Initial     Begin           Calling     Send INVITE
 *   Calling     Timer A         Calling     Send INVITE
 *   Calling     Timer B         Terminated  Ended TIMED_OUT
 *   Calling     TransportError  Terminated  Ended UNSENT
 *   Calling     1xx             Proceeding  Deliver
 *   Calling     2xx             Accepted    Deliver
 *   Calling     3xx-6xx         Completed   Send ACK, Deliver
 *   Proceeding  1xx             Proceeding  Deliver
 *   Proceeding  2xx             Accepted    Deliver
 *   Proceeding  3xx-6xx         Completed   Send ACK, Deliver
 *   Completed   3xx-6xx         Completed   Send ACK
 *   Completed   Timer D         Terminated  Ended DONE
 *   Completed   TransportError  Terminated  Ended UNSENT
 *   Accepted    2xx             Accepted    Deliver
 *   Accepted    Timer M         Terminated  Ended DONE
 * </pre>
 *
 * What is not in the table changes nothing. Timers A and D do not run over a reliable transport: D
 * ends at once.
 */
public final class InviteClient implements Machine<ClientInput, ClientEffect> {

  /** Where the transaction stands; with the request it is all there is to know. */
  public sealed interface State {
    record Initial() implements State {}

    record Calling(Optional<Resend> timerA, Moment timerB) implements State {}

    record Proceeding() implements State {}

    record Completed(byte[] ack, Moment timerD) implements State {}

    record Accepted(Moment timerM) implements State {}

    record Terminated() implements State {}
  }

  private final Timers timers;
  private final boolean reliable;
  private final SipRequest invite;
  private State state;

  public InviteClient(Timers timers, boolean reliable, SipRequest invite) {
    this(timers, reliable, invite, new State.Initial());
  }

  /** As it was when {@code state} was read. */
  public InviteClient(Timers timers, boolean reliable, SipRequest invite, State state) {
    this.timers = timers;
    this.reliable = reliable;
    this.invite = invite;
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
    state = new State.Calling(Resend.first(now, timers, reliable), now.plus(timers.lifetime()));
    return List.of(new Send(invite.bytes()));
  }

  private List<ClientEffect> received(Moment now, SipResponse response) {
    return switch (state) {
      case State.Initial _, State.Terminated _ -> List.of();
      case State.Calling _, State.Proceeding _ -> answered(now, response);
      case State.Completed(byte[] ack, Moment _) ->
          // RFC 3261 §17.1.1.2: a final response that comes again means that the ACK was lost.
          response.status() >= 300 ? List.of(new Send(ack)) : List.of();
      case State.Accepted _ ->
          // RFC 6026 §7.2: every 2xx, of whatever branch of a fork, is the TU's to acknowledge.
          response.isSuccess() ? List.of(new Deliver(response)) : List.of();
    };
  }

  private List<ClientEffect> answered(Moment now, SipResponse response) {
    if (!response.isFinal()) {
      state = new State.Proceeding();
      return List.of(new Deliver(response));
    }
    if (response.isSuccess()) {
      state = new State.Accepted(now.plus(timers.lifetime()));
      return List.of(new Deliver(response));
    }
    byte[] ack = FollowUps.ack(invite, response);
    if (reliable) {
      // RFC 3261 §17.1.1.2: timer D is zero, so Completed is left as it is entered.
      state = new State.Terminated();
      return List.of(new Send(ack), new Deliver(response), new Ended(End.DONE));
    }
    state = new State.Completed(ack, now.plus(timers.timerD()));
    return List.of(new Send(ack), new Deliver(response));
  }

  private List<ClientEffect> timeout(Moment now) {
    return switch (state) {
      case State.Initial _, State.Proceeding _, State.Terminated _ -> List.of();
      case State.Calling(Optional<Resend> timerA, Moment timerB) -> {
        if (now.reached(timerB)) {
          yield ended(End.TIMED_OUT);
        }
        if (!Resend.due(timerA, now)) {
          yield List.of();
        }
        // RFC 3261 §17.1.1.2: the interval doubles without a cap.
        Resend next = Resend.after(now, timerA.get().interval().multipliedBy(2));
        state = new State.Calling(Optional.of(next), timerB);
        yield List.of(new Send(invite.bytes()));
      }
      case State.Completed(byte[] _, Moment timerD) ->
          now.reached(timerD) ? ended(End.DONE) : List.of();
      case State.Accepted(Moment timerM) -> now.reached(timerM) ? ended(End.DONE) : List.of();
    };
  }

  private List<ClientEffect> transportError() {
    return switch (state) {
      case State.Calling _, State.Completed _ -> ended(End.UNSENT);
      case State.Initial _, State.Proceeding _, State.Accepted _, State.Terminated _ -> List.of();
    };
  }

  private List<ClientEffect> ended(End why) {
    state = new State.Terminated();
    return List.of(new Ended(why));
  }

  @Override
  public Optional<Moment> deadline() {
    return switch (state) {
      case State.Initial _, State.Proceeding _, State.Terminated _ -> Optional.empty();
      case State.Calling(Optional<Resend> timerA, Moment timerB) -> Resend.deadline(timerA, timerB);
      case State.Completed(byte[] _, Moment timerD) -> Optional.of(timerD);
      case State.Accepted(Moment timerM) -> Optional.of(timerM);
    };
  }
}
