package tandem.cluster.lease;

import java.time.Duration;

/**
 * The times of a lease.
 *
 * @param duration the lease; the right of a holder ends {@code duration × (1 − ρ)} after the send
 *     of its last renewal
 * @param renew how often the holder renews; at most a third of {@code duration}
 * @param driftPartsPerThousand ρ, the largest difference in rate between any two hosts' clocks, in
 *     thousandths
 */
public record LeaseSettings(Duration duration, Duration renew, int driftPartsPerThousand) {

  /**
   * ρ = 1 %: a hundred times worse than a quartz, so that a host slewed by its time service still
   * fits.
   */
  public static final int DEFAULT_DRIFT = 10;

  public LeaseSettings {
    if (!renew.isPositive()) {
      throw new IllegalArgumentException(
          "lease.renew " + renew.toMillis() + " ms must be longer than nothing");
    }
    if (duration.compareTo(renew.multipliedBy(3)) < 0) {
      throw new IllegalArgumentException(
          "lease.duration "
              + duration.toMillis()
              + " ms must be at least 3 x lease.renew "
              + renew.toMillis()
              + " ms: raise the duration or lower the renewal interval");
    }
    if (driftPartsPerThousand < 0 || driftPartsPerThousand > 100) {
      throw new IllegalArgumentException("drift must be 0 to 100 parts per thousand");
    }
  }

  public static LeaseSettings ofDuration(Duration duration) {
    return new LeaseSettings(duration, duration.dividedBy(6), DEFAULT_DRIFT);
  }

  /** How long a right lasts, from the send of the compare-and-set that gave it. */
  public Duration right() {
    return duration.multipliedBy(1000 - driftPartsPerThousand).dividedBy(1000);
  }

  /** How long a candidate must have seen a version unchanged before it may claim. */
  public Duration patience() {
    return duration.multipliedBy(1000 + driftPartsPerThousand).dividedBy(1000);
  }

  /** How long a right that came by word may be used before the store is told of it. */
  public Duration breath() {
    return duration.dividedBy(8);
  }

  /**
   * How long before the end of its right a holder begins to withdraw by itself, ahead of the
   * kernel.
   */
  public Duration lead() {
    return duration.dividedBy(25);
  }
}
