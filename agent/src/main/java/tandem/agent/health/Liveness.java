package tandem.agent.health;

import java.time.Duration;
import java.util.Optional;
import tandem.platform.time.Moment;

/** When to ask an application for a sign of life, and when its silence is a hang. */
final class Liveness {

  private final SupervisorSettings.Watch watch;
  private Optional<Moment> nextAsk = Optional.empty();
  private Optional<Moment> lastHeard = Optional.empty();
  private Optional<Moment> unansweredSince = Optional.empty();
  private long sequence;
  private int failures;

  Liveness(SupervisorSettings.Watch watch) {
    this.watch = watch;
  }

  void begin(Moment now) {
    nextAsk = Optional.of(now);
    lastHeard = Optional.of(now);
    unansweredSince = Optional.empty();
    failures = 0;
  }

  private Optional<Duration> interval() {
    return switch (watch) {
      case SupervisorSettings.Watch.Heartbeat heartbeat -> Optional.of(heartbeat.interval());
      case SupervisorSettings.Watch.Probe probe -> Optional.of(probe.interval());
      case SupervisorSettings.Watch.ProcessOnly _ -> Optional.empty();
    };
  }

  boolean due(Moment now) {
    return nextAsk.isPresent() && now.reached(nextAsk.get());
  }

  /** A ping goes out now; returns its sequence number. */
  long asked(Moment now) {
    Moment planned = nextAsk.orElse(now);
    Duration interval = interval().orElseThrow();
    if (now.since(planned).compareTo(interval) > 0 && unansweredSince.isPresent()) {
      // We were late ourselves (frozen, starved): the application had no chance to be heard
      // meanwhile.
      unansweredSince = Optional.of(now);
    }
    unansweredSince = Optional.of(unansweredSince.orElse(now));
    nextAsk = Optional.of(now.plus(interval));
    return ++sequence;
  }

  void pong(Moment now, long answered) {
    lastHeard = Optional.of(now);
    if (answered == sequence) {
      unansweredSince = Optional.empty();
    } else {
      unansweredSince = Optional.of(now);
    }
  }

  void answered() {
    failures = 0;
  }

  void failed() {
    failures++;
  }

  boolean exhausted() {
    return watch instanceof SupervisorSettings.Watch.Probe probe && failures >= probe.failures();
  }

  /** Why the application must be taken for hung, if it must. */
  Optional<String> silence(Moment now, boolean connected) {
    if (connected
        && watch instanceof SupervisorSettings.Watch.Heartbeat heartbeat
        && unansweredSince.isPresent()
        && !due(now)
        && now.reached(unansweredSince.get().plus(heartbeat.timeout()))) {
      return Optional.of("no heartbeat for " + heartbeat.timeout().toMillis() + " ms");
    }
    return Optional.empty();
  }

  Optional<Moment> deadline(boolean connected) {
    return switch (watch) {
      case SupervisorSettings.Watch.Heartbeat heartbeat when connected -> {
        Optional<Moment> hung = unansweredSince.map(since -> since.plus(heartbeat.timeout()));
        yield hung.isEmpty()
            ? nextAsk
            : nextAsk.map(ask -> Moment.earliest(ask, hung.get())).or(() -> hung);
      }
      case SupervisorSettings.Watch.Probe _ -> nextAsk;
      case SupervisorSettings.Watch _ -> Optional.empty();
    };
  }
}
