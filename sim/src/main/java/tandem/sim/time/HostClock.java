package tandem.sim.time;

import tandem.platform.time.Moment;

/**
 * A host's monotonic clock: another origin and a slightly other rate than true time.
 *
 * @param originNanos what it showed at true time 0
 * @param partsPerMillion how much faster than true time it runs
 */
public record HostClock(long originNanos, long partsPerMillion) {

  public Moment local(long trueNanos) {
    return new Moment(originNanos + trueNanos + trueNanos / 1_000_000 * partsPerMillion);
  }

  /** The true time at which this clock shows {@code moment}, never too early by more than 1 µs. */
  public long trueTime(Moment moment) {
    double elapsed = moment.nanos() - originNanos;
    return (long) Math.ceil(elapsed / (1 + partsPerMillion / 1e6)) + 1_000;
  }
}
