package tandem.cluster.takeover;

import java.util.List;
import java.util.Optional;
import tandem.cluster.group.MemberSettings;
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
  private final Tenure tenure;
  private Optional<Moment> lastSentAt = Optional.empty();
  private long claimBase = -1;
  private long claimEpoch = -1;
  private long sentVersion = -1;
  private boolean releasing;
  private long releases;

  Renewals(MemberSettings settings) {
    this.settings = settings;
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

  /**
   * True if the record is the fruit of the present claim, not of a renewal of this run's earlier
   * epoch that was still on its way.
   */
  boolean claimed(Knowledge knows) {
    return knows.mine()
        && claimBase != -1
        && knows.record().version() > claimBase
        && knows.record().epoch() == claimEpoch;
  }

  /** When a holder begins to withdraw because its right is about to end. */
  Moment leaveAt() {
    return right().minus(settings.lease().lead());
  }

  void givenUp() {
    tenure.end();
    claimBase = -1;
  }

  /**
   * The right came by word and lasts a while: the store is told when the VIP has had time to come
   * up, so that the quorum's work does not stand in its way.
   */
  void byWord(Moment now, Knowledge knows) {
    lastSentAt = Optional.of(now.plus(settings.lease().breath()).minus(settings.lease().renew()));
    sentVersion = knows.record().version();
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

  /** The record is new: if this run holds it, the tenure may grow. */
  void recordSeen(Knowledge knows) {
    if (knows.mine()) {
      tenure.seen(knows.record().version(), knows.record().epoch());
    }
  }

  /** The compare-and-set that is due now, if one is. */
  List<Effect> due(Moment now, Phase phase, Knowledge knows, Succession succession) {
    boolean paced =
        lastSentAt.isPresent() && now.isBefore(lastSentAt.get().plus(settings.lease().renew()));
    boolean news = sentVersion != knows.record().version();
    return switch (phase) {
      case Phase.Claiming claim when !paced || claimBase == -1 ->
          sent(now, claim(now, claim, knows, succession));
      // What came by word is safe only when the store has it: a renewal of the old holder that was
      // still on its way must not cost a whole interval.
      case Phase.Activating _, Phase.Raising _, Phase.Serving _
          when !paced || succession.byWord() && news ->
          sent(now, attempt(now, succession.kept(), succession));
      // The same for a release.
      case Phase.Releasing p when knows.mine() && (!paced || news || !releasing) ->
          sent(now, release(p.why(), knows));
      case Phase _ -> List.of();
    };
  }

  private List<Effect> sent(Moment now, Effect.CompareAndSet effect) {
    lastSentAt = Optional.of(now);
    sentVersion = effect.expectedVersion();
    releasing = effect.next() instanceof LeaseRecord.Released;
    return List.of(effect);
  }

  /** When {@link #due} wants to be asked again. */
  Moment next(Moment now) {
    return lastSentAt.map(at -> at.plus(settings.lease().renew())).orElse(now);
  }

  private Effect.CompareAndSet claim(
      Moment now, Phase.Claiming claim, Knowledge knows, Succession succession) {
    if (claimed(knows)) {
      return attempt(now, succession.kept(), succession);
    }
    LeaseRecord.Held next = succession.claimed(claim.planned(), claim.reason());
    claimBase = knows.record().version();
    claimEpoch = next.epoch();
    return attempt(now, next, succession);
  }

  private Effect.CompareAndSet attempt(Moment now, LeaseRecord.Held next, Succession succession) {
    long expected = next.version() - 1;
    succession.sent(expected);
    return new Effect.CompareAndSet(tenure.attempt(now, expected, next.epoch()), expected, next);
  }

  private Effect.CompareAndSet release(Departure why, Knowledge knows) {
    LeaseRecord record = knows.record();
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
