package tandem.sip.subscription;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.sip.header.SubscriptionState;
import tandem.sip.transaction.Timers;

/**
 * The subscriber's end of one subscription, RFC 6665 §4.1 (Figure 3).
 *
 * <pre>
 *   State       Input                     Next        Effects
 *   Waiting     Answered 2xx              Waiting     -
 *   Waiting     Answered 3xx-6xx          Terminated  Ended
 *   Waiting     Notified pending, active  Running     Accept
 *   Waiting     timer N                   Terminated  Ended
 *   Running     Notified pending, active  Running     Accept
 *   Running     refresh is due            Running     Subscribe
 *   Running     Answered 481              Terminated  Ended
 *   Running     Unsubscribe               Waiting     Subscribe 0
 *   any         Notified terminated       Terminated  Accept, Ended with what to do
 *   any         expiry                    Terminated  Ended
 * </pre>
 */
public final class Subscriber implements Machine<Subscriber.Input, Subscriber.Effect> {

  /** What happens to it. */
  public sealed interface Input {
    /** The SUBSCRIBE was answered; 408 or 503 if it was not. */
    record Answered(int status, long expiresSeconds) implements Input {}

    record Notified(SubscriptionState state) implements Input {}

    record Unsubscribe() implements Input {}

    record Timeout() implements Input {}
  }

  /** What it wants done. */
  public sealed interface Effect {
    /** A SUBSCRIBE in the dialog; 0 seconds end the subscription. */
    record Subscribe(long seconds) implements Effect {}

    /** 200 to the NOTIFY; its state is for the user. */
    record Accept(SubscriptionState state) implements Effect {}

    record Ended(Then then) implements Effect {}
  }

  /** What RFC 6665 §4.1.3 lets a user do after the end. */
  public sealed interface Then {
    /** {@code deactivated}, {@code timeout}: subscribe anew at once. */
    record Anew() implements Then {}

    /** {@code probation}, {@code giveup}: subscribe anew later. */
    record Later(long seconds) implements Then {}

    /** {@code rejected}, {@code noresource}, {@code invariant}, or our own wish. */
    record Never() implements Then {}
  }

  /** Where it stands: the row of a table. */
  public sealed interface State {

    /** RFC 6665 §4.1.2.4: timer N runs until the first NOTIFY, and until the last. */
    record Waiting(Moment timerN, boolean leaving) implements State {}

    record Running(Moment refresh, Moment end) implements State {}

    record Terminated() implements State {}
  }

  private final Timers timers;
  private final long seconds;
  private State state;

  /**
   * A subscription whose SUBSCRIBE has just been sent.
   *
   * @param seconds asked for
   */
  public Subscriber(Timers timers, long seconds, Moment now) {
    this(timers, seconds, new State.Waiting(now.plus(timers.lifetime()), false));
  }

  public Subscriber(Timers timers, long seconds, State state) {
    this.timers = timers;
    this.seconds = seconds;
    this.state = state;
  }

  public State state() {
    return state;
  }

  @Override
  public List<Effect> step(Moment now, Input input) {
    if (state instanceof State.Terminated) {
      return List.of();
    }
    return switch (input) {
      case Input.Answered(int status, long expires) -> answered(now, status, expires);
      case Input.Notified(SubscriptionState notified) -> notified(now, notified);
      case Input.Unsubscribe _ -> {
        state = new State.Waiting(now.plus(timers.lifetime()), true);
        yield List.of(new Effect.Subscribe(0));
      }
      case Input.Timeout _ -> timeout(now);
    };
  }

  private List<Effect> answered(Moment now, int status, long expires) {
    if (status < 200) {
      return List.of();
    }
    if (state instanceof State.Running running) {
      if (status < 300) {
        state = running(now, expires);
        return List.of();
      }
      // RFC 6665 §4.1.2.2: after any other refusal the subscription lasts until its end.
      state = new State.Running(running.end(), running.end());
      return status == 481 ? ended(new Then.Anew()) : List.of();
    }
    return status < 300 ? List.of() : ended(new Then.Never());
  }

  private List<Effect> notified(Moment now, SubscriptionState notified) {
    Effect accept = new Effect.Accept(notified);
    if (notified.isTerminated()) {
      boolean leaving = state instanceof State.Waiting(Moment _, boolean wanted) && wanted;
      state = new State.Terminated();
      return List.of(accept, new Effect.Ended(leaving ? new Then.Never() : then(notified)));
    }
    if (!(state instanceof State.Waiting(Moment _, boolean leaving) && leaving)) {
      state = running(now, notified.expires().orElse(seconds));
    }
    return List.of(accept);
  }

  /** RFC 6665 §4.1.3. */
  private static Then then(SubscriptionState notified) {
    return switch (notified.reason().orElse("")) {
      case "deactivated", "timeout" -> new Then.Anew();
      case "rejected", "noresource", "invariant" -> new Then.Never();
      default -> new Then.Later(notified.retryAfter().orElse(0));
    };
  }

  private State running(Moment now, long expires) {
    Moment end = now.plus(Duration.ofSeconds(expires));
    // A refresh needs time to be repeated: 32 s before the end, or halfway if that is later.
    long early = Math.min(timers.lifetime().toSeconds(), expires / 2);
    return new State.Running(end.minus(Duration.ofSeconds(early)), end);
  }

  private List<Effect> timeout(Moment now) {
    return switch (state) {
      case State.Waiting(Moment timerN, boolean leaving) ->
          now.reached(timerN)
              ? ended(leaving ? new Then.Never() : new Then.Later(0))
              : List.<Effect>of();
      case State.Running(Moment refresh, Moment end) -> {
        if (now.reached(end)) {
          yield ended(new Then.Anew());
        }
        if (!now.reached(refresh)) {
          yield List.of();
        }
        state = new State.Running(end, end);
        yield List.of(new Effect.Subscribe(seconds));
      }
      case State.Terminated _ -> List.of();
    };
  }

  private List<Effect> ended(Then then) {
    state = new State.Terminated();
    return List.of(new Effect.Ended(then));
  }

  @Override
  public Optional<Moment> deadline() {
    return switch (state) {
      case State.Waiting(Moment timerN, boolean _) -> Optional.of(timerN);
      case State.Running(Moment refresh, Moment end) -> Optional.of(Moment.earliest(refresh, end));
      case State.Terminated _ -> Optional.empty();
    };
  }
}
