package tandem.cluster.takeover;

import java.time.Duration;
import java.util.OptionalLong;
import tandem.cluster.announce.AnnounceSchedule;
import tandem.cluster.group.Standing;
import tandem.platform.time.Moment;

/** Where a {@link Member} stands; the drawing is at {@link Member}. */
sealed interface Phase {

  Moment since();

  /** At start: whatever a predecessor left on the interface is taken off before anything else. */
  record Cleaning(Moment since) implements Phase {}

  record Idle(Moment since) implements Phase {}

  /** A claim is on its way to the store, or holds but with no right left to act on yet. */
  record Claiming(Moment since, String reason, boolean planned) implements Phase {}

  /** The lease is held; the application was told to be primary. */
  record Activating(Moment since, long epoch) implements Phase {}

  /** The application is primary; the VIPs are going up. */
  record Raising(Moment since, long epoch) implements Phase {}

  record Serving(Moment since, long epoch, AnnounceSchedule announcements) implements Phase {

    Serving announced(Moment now) {
      return new Serving(since, epoch, announcements.sentAt(now));
    }

    /** As if it had just come up, unless it announced within {@code pace}. */
    Serving again(Moment now, Duration pace) {
      return new Serving(since, epoch, announcements.again(now, pace));
    }
  }

  /** The VIPs are going down and the application was told to be backup. */
  record Withdrawing(Moment since, Departure why, boolean addressGone, boolean applicationBackup)
      implements Phase {

    Withdrawing gone(boolean addressGone) {
      return new Withdrawing(since, why, addressGone, applicationBackup);
    }

    Withdrawing backup(boolean applicationBackup) {
      return new Withdrawing(since, why, addressGone, applicationBackup);
    }
  }

  /** The VIPs are gone; the word was given to the heir, which has not told the store yet. */
  record HandingOver(Moment since, Departure why, Effect.Tell word, Moment againAt)
      implements Phase {}

  /** The VIPs are gone; the release is on its way to the store. */
  record Releasing(Moment since, Departure why) implements Phase {}

  /** What people are told of it. */
  default Standing standing() {
    return switch (this) {
      case Cleaning _ -> Standing.STARTING;
      case Idle _ -> Standing.BACKUP;
      case Claiming _ -> Standing.CLAIMING;
      case Activating _, Raising _ -> Standing.PROMOTING;
      case Serving _ -> Standing.PRIMARY;
      case Withdrawing _, HandingOver _, Releasing _ -> Standing.DEMOTING;
    };
  }

  /** The epoch this host has a right to or means to have, while it does. */
  default OptionalLong heldEpoch() {
    return switch (this) {
      case Activating p -> OptionalLong.of(p.epoch());
      case Raising p -> OptionalLong.of(p.epoch());
      case Serving p -> OptionalLong.of(p.epoch());
      case Cleaning _, Idle _, Claiming _, Withdrawing _, HandingOver _, Releasing _ ->
          OptionalLong.empty();
    };
  }

  /** True while this host means to keep or get the lease, so that it renews. */
  default boolean holding() {
    return heldEpoch().isPresent();
  }
}
