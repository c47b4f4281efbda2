package tandem.cluster.announce;

import java.time.Duration;
import java.util.List;
import tandem.platform.time.Moment;

/**
 * When the holder tells its neighbours where the VIP is: at 0, 50, 200, 500 ms, 1, 2 and 5 s after
 * it took the address, then every {@code refresh}. A single burst can be lost whole; a neighbour
 * that missed it would keep the old host's link-layer address until its own cache runs out, up to
 * hours.
 *
 * @param startedAt when the present series began
 * @param sent announcements of this series already sent
 * @param refresh the interval after the series
 */
public record AnnounceSchedule(Moment startedAt, int sent, Duration refresh) {

  private static final List<Duration> OFFSETS =
      List.of(
          Duration.ZERO,
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));

  public static AnnounceSchedule starting(Moment now, Duration refresh) {
    return new AnnounceSchedule(now, 0, refresh);
  }

  public Moment next() {
    if (sent < OFFSETS.size()) {
      return startedAt.plus(OFFSETS.get(sent));
    }
    return startedAt.plus(OFFSETS.getLast()).plus(refresh.multipliedBy(sent - OFFSETS.size() + 1L));
  }

  /** True when an announcement is due. */
  public boolean due(Moment now) {
    return now.reached(next());
  }

  /**
   * The schedule after the announcement that is due; those missed while the host was asleep are not
   * made up for.
   */
  public AnnounceSchedule sentAt(Moment now) {
    AnnounceSchedule after = new AnnounceSchedule(startedAt, sent + 1, refresh);
    while (after.due(now)) {
      after = new AnnounceSchedule(startedAt, after.sent + 1, refresh);
    }
    return after;
  }

  /**
   * A new series, or this one if it began less than {@code quiet} ago: two hosts that claim the VIP
   * must not shout each other down.
   */
  public AnnounceSchedule again(Moment now, Duration quiet) {
    return now.since(startedAt).compareTo(quiet) > 0 ? starting(now, refresh) : this;
  }
}
