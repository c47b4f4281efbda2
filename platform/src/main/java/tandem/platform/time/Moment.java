package tandem.platform.time;

import java.time.Duration;

/**
 * A point on one host's monotonic clock. Two moments are comparable only if they were read on the
 * same host since its boot; wall time is for people and certificates.
 *
 * @param nanos nanoseconds since an arbitrary origin; may be negative
 */
public record Moment(long nanos) implements Comparable<Moment> {

  public static Moment ofMillis(long millis) {
    return new Moment(Math.multiplyExact(millis, 1_000_000L));
  }

  public Moment plus(Duration span) {
    return new Moment(nanos + span.toNanos());
  }

  public Moment minus(Duration span) {
    return new Moment(nanos - span.toNanos());
  }

  /** The span from {@code earlier} to this moment; negative if {@code earlier} is later. */
  public Duration since(Moment earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  /** The span from this moment to {@code later}; negative if it has passed. */
  public Duration until(Moment later) {
    return Duration.ofNanos(later.nanos - nanos);
  }

  public boolean isBefore(Moment other) {
    // The difference, not the values: the origin of the clock is arbitrary and may overflow.
    return nanos - other.nanos < 0;
  }

  public boolean isAfter(Moment other) {
    return nanos - other.nanos > 0;
  }

  /** True when this moment is {@code deadline} or later. */
  public boolean reached(Moment deadline) {
    return nanos - deadline.nanos >= 0;
  }

  public static Moment earliest(Moment a, Moment b) {
    return a.isBefore(b) ? a : b;
  }

  public static Moment latest(Moment a, Moment b) {
    return a.isBefore(b) ? b : a;
  }

  @Override
  public int compareTo(Moment other) {
    return Long.signum(nanos - other.nanos);
  }
}
