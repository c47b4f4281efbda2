package tandem.sip.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.sip.header.SubscriptionState;

/**
 * The notifier's end of one subscription, RFC 6665 §4.2. One NOTIFY is on its way at a time; of
 * what changes meanwhile the last is sent.
 *
 * <pre>
 *   State       Input             Next        Effects
 *   Pending     Subscribe n       Pending     Answer, Notify pending
 *   Pending     Authorize         Active      Notify active
 *   Active      Subscribe n       Active      Answer, Notify active
 *   any         Subscribe 0       Terminated  Answer, Notify terminated;timeout, Ended
 *   Active      Publish           Active      Notify active
 *   any         Finish            Terminated  Notify terminated;reason, Ended
 *   any         expiry            Terminated  Notify terminated;timeout, Ended
 *   any         Answered 481, 408 Terminated  Ended
 * </pre>
 *
 * @see Subscriber
 */
public final class Notifier implements Machine<Notifier.Input, Notifier.Effect> {

  /** What happens to it. */
  public sealed interface Input {
    /** A SUBSCRIBE (or the request that implies it) asks for so many seconds. */
    record Subscribe(long seconds) implements Input {}

    record Authorize() implements Input {}

    /** The state of the resource has changed. */
    record Publish() implements Input {}

    /**
     * @param reason of RFC 6665 §4.1.3: {@code deactivated}, {@code rejected}, {@code noresource}
     */
    record Finish(String reason) implements Input {}

    /** The last NOTIFY was answered; 408 if it was not. */
    record Answered(int status) implements Input {}

    record Timeout() implements Input {}
  }

  /** What it wants done. */
  public sealed interface Effect {
    /** 200 to the SUBSCRIBE with this Expires. */
    record Answer(long seconds) implements Effect {}

    /** A NOTIFY with this state and the resource's state as it is now. */
    record Notify(SubscriptionState state) implements Effect {}

    record Ended() implements Effect {}
  }

  /** Where it stands: the row of a table. */
  public sealed interface State {

    /**
     * @param active whether the subscriber is authorized
     * @param asked whether a NOTIFY is on its way
     * @param changed whether there is more to notify
     */
    record Running(boolean active, Moment end, boolean asked, boolean changed) implements State {}

    record Terminated() implements State {}
  }

  private final long maxSeconds;
  private State state;

  /** A subscription that its first {@link Input.Subscribe} opens. */
  public Notifier(long maxSeconds, boolean authorized, Moment now) {
    this(maxSeconds, new State.Running(authorized, now, false, false));
  }

  public Notifier(long maxSeconds, State state) {
    this.maxSeconds = maxSeconds;
    this.state = state;
  }

  public State state() {
    return state;
  }

  @Override
  public List<Effect> step(Moment now, Input input) {
    if (!(state instanceof State.Running running)) {
      return List.of();
    }
    return switch (input) {
      case Input.Subscribe(long seconds) -> subscribe(now, running, seconds);
      case Input.Authorize _ ->
          notify(now, new State.Running(true, running.end(), running.asked(), running.changed()));
      case Input.Publish _ -> running.active() ? notify(now, running) : List.of();
      case Input.Finish(String reason) -> finish(reason);
      case Input.Answered(int status) -> answered(now, running, status);
      // RFC 6665 §4.2.2: not refreshed in time.
      case Input.Timeout _ -> now.reached(running.end()) ? finish("timeout") : List.of();
    };
  }

  private List<Effect> subscribe(Moment now, State.Running running, long asked) {
    long seconds = Math.min(asked, maxSeconds);
    List<Effect> effects = new ArrayList<>(3);
    effects.add(new Effect.Answer(seconds));
    if (seconds == 0) {
      // RFC 6665 §4.2.1.3: the end of a subscription, or a single look.
      effects.addAll(finish("timeout"));
    } else {
      // RFC 6665 §4.2.1.2: a NOTIFY follows every SUBSCRIBE at once.
      effects.addAll(
          notify(
              now,
              new State.Running(
                  running.active(),
                  now.plus(Duration.ofSeconds(seconds)),
                  running.asked(),
                  running.changed())));
    }
    return effects;
  }

  private List<Effect> notify(Moment now, State.Running running) {
    if (running.asked()) {
      state = new State.Running(running.active(), running.end(), true, true);
      return List.of();
    }
    state = new State.Running(running.active(), running.end(), true, false);
    long left = Math.max(0, now.until(running.end()).toSeconds());
    SubscriptionState active = SubscriptionState.active(left);
    return List.of(
        new Effect.Notify(
            running.active() ? active : new SubscriptionState("pending", active.parameters())));
  }

  private List<Effect> answered(Moment now, State.Running running, int status) {
    if (status < 200) {
      return List.of();
    }
    if (status == 481 || status == 408) {
      // RFC 6665 §4.2.2: nobody is there any more.
      state = new State.Terminated();
      return List.of(new Effect.Ended());
    }
    State.Running idle = new State.Running(running.active(), running.end(), false, false);
    state = idle;
    return running.changed() ? notify(now, idle) : List.of();
  }

  private List<Effect> finish(String reason) {
    state = new State.Terminated();
    return List.of(new Effect.Notify(SubscriptionState.terminated(reason)), new Effect.Ended());
  }

  @Override
  public Optional<Moment> deadline() {
    return state instanceof State.Running running ? Optional.of(running.end()) : Optional.empty();
  }
}
