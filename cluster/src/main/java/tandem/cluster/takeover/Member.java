package tandem.cluster.takeover;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tandem.cluster.announce.AnnounceSchedule;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.Letter;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.lease.Tenure;
import tandem.cluster.role.Role;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;

/**
 * One host's part in the takeover of one group. The only place where a role changes.
 *
 * <pre>
 *             VIPs of a predecessor gone
 *  Cleaning ────────────────────────────► Idle ◄───────────────────────────────────────────┐
 *                                          │ candidacy: the record is free, or was seen      │
 *                                          │ unchanged for lease × (1 + ρ)                   │ another's claim
 *                                          ▼                                                 │ came first
 *                                      Claiming ─────────────────────────────────────────────┤
 *                                          │ record held by this run, right still valid      │
 *                                          ▼                                                 │
 *                                     Activating: application told "primary, epoch e"        │
 *                                          │ answered                                        │
 *                                          ▼                                                 │
 *                                       Raising: VIPs up, read back, unmuted, announced      │
 *                                          │                                                 │
 *                                          ▼                                                 │
 *                                       Serving: renews, announces, watches itself           │
 *       fault · switchover · lease ran out │ (from Activating and Raising too)               │
 *                                          ▼                                                 │
 *                                     Withdrawing: VIPs down, application told "backup"      │
 *                   a ready heir stands by │ both done                                       │
 *                        ┌─────────────────┴──────────────┐                                  │
 *                        ▼                                ▼          released, or another    │
 *                   HandingOver: the word given       Releasing ──── holds it ───────────────┤
 *                        └──── another holds it, or nobody can act on the word any more ─────┘
 *
 *  Idle ──── the word of the holder: its right is this host's now ────► Activating
 * </pre>
 *
 * A right is reckoned from the send of the compare-and-set that gave it ({@link Tenure}); when it
 * ends the member withdraws, whatever it was doing. {@link Renewals} does the talking with the
 * store, {@link Succession} with the other host, {@link Leaving} is the way down.
 */
public final class Member implements Machine<Input, Effect> {

  private final MemberSettings settings;
  private final Knowledge knows;
  private final Renewals renewals;
  private final FlapDamper damper;
  private final Candidacy candidacy;
  private final Handover handover;
  private final Succession succession;
  private final Leaving leaving;
  private final Course course;
  private Optional<HostStatus> published = Optional.empty();
  private boolean stopped;

  public Member(Moment now, MemberSettings settings) {
    this.settings = settings;
    this.knows = new Knowledge(settings, now);
    this.renewals = new Renewals(settings);
    this.damper = new FlapDamper(settings.flapLimit());
    this.succession = new Succession(knows);
    this.candidacy = new Candidacy(knows, damper, succession);
    this.handover = new Handover(settings, knows);
    this.course = new Course(new Phase.Cleaning(now));
    this.leaving = new Leaving(knows, renewals, succession, course);
  }

  /** The effects that begin the machine's life: a predecessor's VIPs are taken off first. */
  public List<Effect> start() {
    return List.of(new Effect.WithdrawAddress("start of the agent"));
  }

  @Override
  public List<Effect> step(Moment now, Input input) {
    Optional<Moment> rightBefore = renewals.tenure().rightEnds();
    boolean fitBefore = knows.fit();
    take(now, input);
    extendRight(rightBefore);
    if (fitBefore && !knows.fit() && course.phase().holding()) {
      course.timeline.fault(now);
    } else if (!fitBefore && knows.fit()) {
      course.timeline.recovered();
    }
    knows.settle(now);
    Phase before;
    do {
      before = course.phase();
      settle(now);
    } while (!before.equals(course.phase()));
    course.addAll(renewals.due(now, course.phase(), knows, succession));
    course.addAll(handover.settle(now, course.phase()));
    publish();
    return course.taken();
  }

  /** Where this host stands, for status and tests. */
  public Standing standing() {
    return course.phase() instanceof Phase.Idle && stopped
        ? Standing.STOPPED
        : course.phase().standing();
  }

  public LeaseRecord record() {
    return knows.record();
  }

  /** When this host's right to hold the VIPs ends; empty if it has none. */
  public Optional<Moment> rightEnds() {
    return renewals.tenure().rightEnds();
  }

  public HostStatus ownStatus() {
    return knows.ownStatus();
  }

  private void take(Moment now, Input input) {
    switch (input) {
      case Input.Tick _ -> {}
      case Input.RecordSeen seen -> record(now, seen.record());
      case Input.CasAnswered answer -> {
        renewals.answered(answer);
        record(now, answer.record());
      }
      case Input.CasUnknown _ -> {}
      case Input.LetterSeen seen -> letter(now, seen);
      case Input.StatusSeen seen -> knows.status(seen.status());
      case Input.MembershipSeen seen -> knows.membership(seen.connected(), seen.majority());
      case Input.ApplicationSeen seen ->
          knows.application(seen.state(), seen.synced(), seen.note());
      case Input.CarrierSeen seen -> carrier(now, seen.carrier());
      case Input.MaintenanceSet set -> knows.maintenance(set.on());
      case Input.RoleTaken taken -> roleTaken(now, taken);
      case Input.RoleRefused refused -> roleRefused(now, refused);
      case Input.AddressUp up -> addressUp(now, up.epoch());
      case Input.AddressDown _ -> leaving.addressDown(now);
      case Input.AddressFailed failed -> addressFailed(now, failed);
      case Input.AddressLost lost -> addressLost(now, lost.what());
      case Input.ForeignClaim claim -> foreignClaim(now, claim);
      case Input.SwitchoverRequested request ->
          course.addAll(handover.requested(now, request, course.phase()));
      case Input.ServingSeen seen -> course.addAll(handover.serving(seen));
      case Input.StopRequested _ -> knows.stopping();
    }
  }

  private void record(Moment now, LeaseRecord seen) {
    LeaseRecord before = knows.record();
    if (!knows.record(now, seen)) {
      return;
    }
    renewals.recordSeen(knows);
    succession.recordSeen(now).ifPresent(course::add);
    if (seen instanceof LeaseRecord.Held held
        && seen.epoch() > before.epoch()
        && (!held.planned() || before instanceof LeaseRecord.Held same && same.by(held))
        && before.epoch() > 0) {
      damper.unplannedChange(now);
    }
    course.addAll(handover.recordSeen(seen));
  }

  private void letter(Moment now, Input.LetterSeen seen) {
    switch (seen.letter()) {
      case Letter.StandingBy standingBy -> succession.heard(now, seen.from(), standingBy);
      case Letter.HandOver word -> {
        if (course.phase() instanceof Phase.Idle && succession.accepts(now, seen.from(), word)) {
          renewals.tenure().granted(word.mark());
          renewals.byWord(now, knows);
          course.timeline.taken(word.epoch());
          activate(now, word.epoch() + 1);
        }
      }
    }
  }

  private void activate(Moment now, long epoch) {
    course.timeline.step(now, "taken");
    course.enter(new Phase.Activating(now, epoch));
    course.add(new Effect.ChangeRole(Role.PRIMARY, epoch));
  }

  private void extendRight(Optional<Moment> before) {
    Optional<Moment> ends = renewals.tenure().rightEnds();
    boolean carries =
        course.phase() instanceof Phase.Serving || course.phase() instanceof Phase.Raising;
    if (carries && ends.isPresent() && !ends.equals(before)) {
      long epoch = course.phase().heldEpoch().orElseThrow();
      course.add(new Effect.ExtendRight(epoch, ends.get()));
    }
  }

  private void carrier(Moment now, boolean up) {
    if (up && !knows.carrier()) {
      // A link that flapped may have cleared what switches and neighbours knew.
      announceAgain(now);
    }
    knows.carrier(up);
  }

  private void roleTaken(Moment now, Input.RoleTaken taken) {
    switch (course.phase()) {
      case Phase.Activating p when taken.role() == Role.PRIMARY && taken.epoch() == p.epoch() -> {
        course.timeline.step(now, "promote");
        course.enter(new Phase.Raising(now, p.epoch()));
        course.add(new Effect.RaiseAddress(p.epoch(), renewals.right()));
      }
      case Phase.Withdrawing p when taken.role() == Role.BACKUP -> leaving.roleTaken(now, p);
      case Phase _ -> {}
    }
  }

  private void roleRefused(Moment now, Input.RoleRefused refused) {
    switch (course.phase()) {
      case Phase.Activating p when refused.epoch() == p.epoch() ->
          promotionFailed(now, "the application refused to be primary: " + refused.reason());
      case Phase.Withdrawing p when refused.role() == Role.BACKUP ->
          leaving.roleRefused(p, refused.reason());
      case Phase _ -> {}
    }
  }

  private void addressUp(Moment now, long epoch) {
    // Too late: settling sees that the right is over.
    boolean mayServe = renewals.tenure().valid(now);
    if (!mayServe || !(course.phase() instanceof Phase.Raising p) || p.epoch() != epoch) {
      return;
    }
    course.timeline.step(now, "vip-up");
    course.timeline.step(now, "announced");
    candidacy.promoted();
    AnnounceSchedule announcements = AnnounceSchedule.starting(now, settings.refresh()).sentAt(now);
    course.enter(new Phase.Serving(now, epoch, announcements));
    course.add(new Effect.Serving(epoch));
    course.log("vip.up", "the VIP is up on this host, epoch " + epoch);
    course.timeline.told(OptionalLong.of(epoch), succession.reason()).ifPresent(course::add);
  }

  private void addressFailed(Moment now, Input.AddressFailed failed) {
    course.log("vip.failed", failed.reason());
    if (!failed.raising()) {
      leaving.addressFailed(now);
    } else if (course.phase() instanceof Phase.Raising || course.phase() instanceof Phase.Serving) {
      promotionFailed(now, "the VIP did not come up: " + failed.reason());
    }
  }

  private void promotionFailed(Moment now, String reason) {
    candidacy.promotionFailed();
    course.log("promotion.failed", reason);
    leaving.withdraw(now, Departure.fault(reason, knows.readyPeer()));
  }

  private void addressLost(Moment now, String what) {
    if (course.phase() instanceof Phase.Serving p && renewals.tenure().valid(now)) {
      course.log("vip.lost", what + " was removed from outside; it is put back");
      course.add(new Effect.RaiseAddress(p.epoch(), renewals.right()));
    }
  }

  /**
   * A backup hears the primary's announcements all the time; only a holder has something to say.
   */
  private void foreignClaim(Moment now, Input.ForeignClaim claim) {
    if (announceAgain(now)) {
      course.log("vip.foreign-claim", claim.address() + " is claimed by " + claim.linkAddress());
    }
  }

  private boolean announceAgain(Moment now) {
    if (!(course.phase() instanceof Phase.Serving serving)) {
      return false;
    }
    Phase.Serving again = serving.again(now, settings.lease().renew());
    course.enter(again);
    return again.announcements() != serving.announcements();
  }

  /** Moves on by what is known and by time; called until nothing changes. */
  private void settle(Moment now) {
    switch (course.phase()) {
      case Phase.Cleaning _ -> leaving.retryWithdraw(now);
      case Phase.Idle _ -> idle(now);
      case Phase.Claiming _ -> claiming(now);
      case Phase.Activating p -> activating(now, p);
      case Phase.Raising p -> raising(now, p);
      case Phase.Serving p -> serving(now, p);
      case Phase.Withdrawing p -> leaving.withdrawing(now, p);
      case Phase.HandingOver p -> leaving.handingOver(now, p);
      case Phase.Releasing p -> leaving.releasing(now, p);
    }
  }

  private void idle(Moment now) {
    if (knows.isStopping()) {
      if (!stopped) {
        stopped = true;
        course.add(new Effect.Stopped());
      }
      return;
    }
    switch (candidacy.verdict(now)) {
      case Candidacy.Verdict.From from when now.reached(from.moment()) -> {
        boolean silent = knows.record() instanceof LeaseRecord.Held;
        long left = knows.record().epoch();
        course.timeline.take(now, left, silent ? "last-renewal" : "detect", knows.recordSeenAt());
        course.enter(new Phase.Claiming(now, from.reason(), from.planned()));
        if (!from.planned()) {
          course.log("takeover.decided", from.reason());
        }
      }
      case Candidacy.Verdict.From _, Candidacy.Verdict.Not _ -> {
        if (knows.mine() && !succession.gaveAway()) {
          course.enter(
              new Phase.Releasing(
                  now, Departure.fault("this host is not ready", knows.readyPeer())));
        }
      }
    }
  }

  private void claiming(Moment now) {
    if (renewals.claimed(knows) && renewals.tenure().valid(now)) {
      activate(now, knows.record().epoch());
    } else if (!knows.mine() && !renewals.claims(knows.record())) {
      renewals.claimOver();
      course.enter(new Phase.Idle(now));
    } else if (!knows.applicationAlive() || !knows.carrier() || knows.isStopping()) {
      renewals.givenUp();
      course.enter(new Phase.Idle(now));
    }
  }

  private void activating(Moment now, Phase.Activating p) {
    Moment late = p.since().plus(settings.roleDeadline());
    if (!leftHolding(now) && now.reached(late)) {
      course.add(new Effect.KillApplication("it did not answer to be primary"));
      long millis = settings.roleDeadline().toMillis();
      promotionFailed(now, "the application did not answer to be primary within " + millis + " ms");
    }
  }

  private void raising(Moment now, Phase.Raising p) {
    Moment late = p.since().plus(settings.addressDeadline());
    if (!leftHolding(now) && now.reached(late)) {
      long millis = settings.addressDeadline().toMillis();
      promotionFailed(now, "the VIP did not come up within " + millis + " ms");
    }
  }

  private void serving(Moment now, Phase.Serving p) {
    if (leftHolding(now)) {
      return;
    }
    Optional<Departure> switchover = handover.departure(now);
    if (switchover.isPresent()) {
      leaving.withdraw(now, switchover.get());
    } else if (p.announcements().due(now)) {
      course.add(new Effect.Announce(p.epoch(), renewals.right()));
      course.enter(p.announced(now));
    }
  }

  /** Leaves when the right is over or this host should not be primary; true if it left. */
  private boolean leftHolding(Moment now) {
    if (!succession.holds()) {
      leaving.withdraw(now, Departure.fault("the lease is held by another", Optional.empty()));
    } else if (now.reached(renewals.leaveAt())) {
      leaving.withdraw(now, Departure.fault("the lease could not be renewed", Optional.empty()));
    } else {
      handover.mustLeave().ifPresent(why -> leaving.withdraw(now, why));
    }
    return !course.phase().holding();
  }

  private void publish() {
    Optional<HostStatus> status = Optional.of(knows.ownStatus());
    if (!published.equals(status)) {
      published = status;
      course.add(new Effect.Publish(status.get()));
    }
  }

  @Override
  public Optional<Moment> deadline() {
    Deadlines all = Deadlines.of(course.phase(), knows, renewals, candidacy);
    leaving.deadline().ifPresent(all::at);
    handover.deadline().ifPresent(all::at);
    return all.earliest();
  }
}
