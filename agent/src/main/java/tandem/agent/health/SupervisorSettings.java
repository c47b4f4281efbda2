package tandem.agent.health;

import java.time.Duration;

/**
 * How the application of this host is watched.
 *
 * @param restartInitial the first pause before a restart; doubled each time up to {@code
 *     restartMax}
 */
public record SupervisorSettings(
    Watch watch,
    boolean roleCommand,
    Duration startTimeout,
    Duration stopTimeout,
    Duration restartInitial,
    Duration restartMax) {

  /** How a hang is seen. */
  public sealed interface Watch {

    /** The application speaks the role protocol and answers pings from its main loop. */
    record Heartbeat(Duration interval, Duration timeout) implements Watch {}

    /** The application is asked by SIP OPTIONS; {@code failures} unanswered in a row are a hang. */
    record Probe(Duration interval, int failures) implements Watch {}

    /** Only its exit is seen. */
    record ProcessOnly() implements Watch {}
  }
}
