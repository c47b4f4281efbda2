package tandem.cluster.takeover;

import java.util.List;
import java.util.Optional;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.lease.Tenure;
import tandem.platform.time.Moment;

/**
 * What a member says to the store: claims, renewals and releases, one every {@code renew} until the
 * record shows the end of it. An answer that does not come is not waited for: the next attempt goes
 * out at its time, and since each expects the version last seen, at most one of them can be
 * applied.
 */
final class Renewals {

  private final MemberSettings settings;
  private final Holder self;
  private final Tenure tenure;
  private Optional<Moment> lastSentAt = Optional.empty();
  private long claimBase = -1;
  private long releasedVersion = -1;
  private long releases;

  Renewals(MemberSettings settings) {
    this.settings = settings;
    this.self = new Holder(settings.self(), settings.incarnation());
    this.tenure = new Tenure(settings.lease());
  }

  Tenure tenure() {
    return tenure;
  }

  /** The end of the right; only asked while there is or was one. */
  Moment right() {
    return tenure
        .rightEnds()
        .orElseThrow(() -> new IllegalStateException("holding without a right"));
  }

  /**
   * True while the record is the one the present claim is based on, so that it may still succeed.
   */
  boolean claims(LeaseRecord record) {
    return claimBase == -1 || record.version() == claimBase;
  }

  /** True if the record is the fruit of the present claim, not what this run held before it. */
  boolean claimed(Knowledge knows) {
    return knows.mine() && claimBase != -1 && knows.record().version() > claimBase;
  }

  /** When a holder begins to withdraw because its right is about to end. */
  Moment leaveAt() {
    return right().minus(settings.lease().lead());
  }

  void givenUp() {
    tenure.end();
    claimBase = -1;
  }

  void claimOver() {
    claimBase = -1;
  }

  void answered(Input.CasAnswered answer) {
    if (answer.applied()) {
      tenure.applied(answer.token());
    } else {
      tenure.refused(answer.token());
    }
  }

  /**
   * The record is new: if this run holds it, the tenure may grow. Returns true if the right was
   * extended.
   */
  boolean recordSeen(Knowledge knows) {
    Optional<Moment> before = tenure.rightEnds();
    if (knows.mine()) {
      tenure.seen(knows.record().version(), knows.record().epoch());
    }
    return !before.equals(tenure.rightEnds());
  }

  /** The compare-and-set that is due now, if one is. */
  List<Effect> due(Moment now, Phase phase, Knowledge knows) {
    boolean paced =
        lastSentAt.isPresent() && now.isBefore(lastSentAt.get().plus(settings.lease().renew()));
    return switch (phase) {
      case Phase.Claiming claim when !paced || claimBase == -1 ->
          sent(now, claim(now, claim, knows));
      case Phase.Activating _, Phase.Raising _, Phase.Serving _ when !paced ->
          sent(now, renew(now, knows));
      // A renewal that was still on its way may have come first: then the release goes out again at
      // once.
      case Phase.Releasing p
          when knows.mine() && (!paced || releasedVersion != knows.record().version()) ->
          sent(now, release(p.why(), knows));
      case Phase _ -> List.of();
    };
  }

  private List<Effect> sent(Moment now, Effect effect) {
    lastSentAt = Optional.of(now);
    return List.of(effect);
  }

  /** When {@link #due} wants to be asked again. */
  Moment next(Moment now) {
    return lastSentAt.map(at -> at.plus(settings.lease().renew())).orElse(now);
  }

  private Effect claim(Moment now, Phase.Claiming claim, Knowledge knows) {
    if (claimed(knows)) {
      return renew(now, knows);
    }
    LeaseRecord record = knows.record();
    claimBase = record.version();
    long epoch = record.epoch() + 1;
    return new Effect.CompareAndSet(
        tenure.attempt(now, record.version(), epoch),
        record.version(),
        new LeaseRecord.Held(record.version() + 1, epoch, self, claim.reason()));
  }

  private Effect renew(Moment now, Knowledge knows) {
    LeaseRecord record = knows.record();
    return new Effect.CompareAndSet(
        tenure.attempt(now, record.version(), record.epoch()),
        record.version(),
        new LeaseRecord.Held(record.version() + 1, record.epoch(), self, record.reason()));
  }

  private Effect release(Departure why, Knowledge knows) {
    LeaseRecord record = knows.record();
    releasedVersion = record.version();
    // Tokens below zero: a release that is applied must never extend the right.
    return new Effect.CompareAndSet(
        --releases,
        record.version(),
        new LeaseRecord.Released(
            record.version() + 1,
            record.epoch(),
            settings.self(),
            why.intended(),
            why.planned(),
            why.reason()));
  }
}
