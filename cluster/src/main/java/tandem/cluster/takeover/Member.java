package tandem.cluster.takeover;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.cluster.announce.AnnounceSchedule;
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
 *                                          │ both done                                       │
 *                                          ▼                        released, or another     │
 *                                      Releasing ────────────────── holds it ────────────────┘
 * </pre>
 *
 * A right is reckoned from the send of the compare-and-set that gave it ({@link Tenure}); when it
 * ends the member withdraws, whatever it was doing. {@link Renewals} does the talking with the
 * store.
 */
public final class Member implements Machine<Input, Effect> {

  private final MemberSettings settings;
  private final Knowledge knows;
  private final Renewals renewals;
  private final FlapDamper damper;
  private final Candidacy candidacy;
  private final Handover handover;
  private final Timeline timeline = new Timeline();
  private List<Effect> effects = new ArrayList<>();
  private Optional<HostStatus> published = Optional.empty();
  private Optional<Moment> retryWithdrawAt = Optional.empty();
  private boolean stopped;
  private Phase phase;

  public Member(Moment now, MemberSettings settings) {
    this.settings = settings;
    this.knows = new Knowledge(settings, now);
    this.renewals = new Renewals(settings);
    this.damper = new FlapDamper(settings.flapLimit());
    this.candidacy = new Candidacy(knows, damper);
    this.handover = new Handover(settings, knows);
    this.phase = new Phase.Cleaning(now);
  }

  /** The effects that begin the machine's life: a predecessor's VIPs are taken off first. */
  public List<Effect> start() {
    return List.of(new Effect.WithdrawAddress("start of the agent"));
  }

  @Override
  public List<Effect> step(Moment now, Input input) {
    effects = new ArrayList<>();
    Optional<Moment> rightBefore = renewals.tenure().rightEnds();
    boolean fitBefore = knows.fit();
    take(now, input);
    extendRight(rightBefore);
    if (fitBefore && !knows.fit() && phase.holding()) {
      timeline.fault(now);
    } else if (!fitBefore && knows.fit()) {
      timeline.recovered();
    }
    knows.settle(now);
    Phase before;
    do {
      before = phase;
      settle(now);
    } while (!before.equals(phase));
    effects.addAll(renewals.due(now, phase, knows));
    effects.addAll(handover.settle(now, phase));
    publish();
    return effects;
  }

  /** Where this host stands, for status and tests. */
  public Standing standing() {
    return switch (phase) {
      case Phase.Cleaning _ -> Standing.STARTING;
      case Phase.Idle _ -> stopped ? Standing.STOPPED : Standing.BACKUP;
      case Phase.Claiming _ -> Standing.CLAIMING;
      case Phase.Activating _, Phase.Raising _ -> Standing.PROMOTING;
      case Phase.Serving _ -> Standing.PRIMARY;
      case Phase.Withdrawing _, Phase.Releasing _ -> Standing.DEMOTING;
    };
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
      case Input.StatusSeen seen -> knows.status(seen.status());
      case Input.MembershipSeen seen -> knows.membership(seen.connected(), seen.majority());
      case Input.ApplicationSeen seen ->
          knows.application(seen.state(), seen.synced(), seen.note());
      case Input.CarrierSeen seen -> carrier(now, seen.carrier());
      case Input.MaintenanceSet set -> knows.maintenance(set.on());
      case Input.RoleTaken taken -> roleTaken(now, taken);
      case Input.RoleRefused refused -> roleRefused(now, refused);
      case Input.AddressUp up -> addressUp(now, up.epoch());
      case Input.AddressDown _ -> addressDown(now);
      case Input.AddressFailed failed -> addressFailed(now, failed);
      case Input.AddressLost lost -> addressLost(now, lost.what());
      case Input.ForeignClaim claim -> foreignClaim(now, claim);
      case Input.SwitchoverRequested request ->
          effects.addAll(handover.requested(now, request, phase));
      case Input.ServingSeen seen -> effects.addAll(handover.serving(seen));
      case Input.StopRequested _ -> knows.stopping();
    }
  }

  private void record(Moment now, LeaseRecord seen) {
    LeaseRecord before = knows.record();
    if (!knows.record(now, seen)) {
      return;
    }
    renewals.recordSeen(knows);
    if (seen.epoch() > before.epoch()
        && seen instanceof LeaseRecord.Held
        && !(before instanceof LeaseRecord.Released released && released.planned())
        && before.epoch() > 0) {
      damper.unplannedChange(now);
    }
    effects.addAll(handover.recordSeen(seen));
  }

  private void extendRight(Optional<Moment> before) {
    Optional<Moment> ends = renewals.tenure().rightEnds();
    boolean carries = phase instanceof Phase.Serving || phase instanceof Phase.Raising;
    if (carries && ends.isPresent() && !ends.equals(before)) {
      effects.add(new Effect.ExtendRight(knows.record().epoch(), ends.get()));
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
    switch (phase) {
      case Phase.Activating p when taken.role() == Role.PRIMARY && taken.epoch() == p.epoch() -> {
        timeline.step(now, "promote");
        phase = new Phase.Raising(now, p.epoch());
        effects.add(new Effect.RaiseAddress(p.epoch(), renewals.right()));
      }
      case Phase.Withdrawing p when taken.role() == Role.BACKUP -> {
        timeline.step(now, "demote");
        phase = new Phase.Withdrawing(p.since(), p.why(), p.addressGone(), true);
      }
      default -> {}
    }
  }

  private void roleRefused(Moment now, Input.RoleRefused refused) {
    switch (phase) {
      case Phase.Activating p when refused.epoch() == p.epoch() ->
          promotionFailed(now, "the application refused to be primary: " + refused.reason());
      case Phase.Withdrawing p when refused.role() == Role.BACKUP -> {
        effects.add(new Effect.KillApplication("it refused to be backup: " + refused.reason()));
        phase = new Phase.Withdrawing(p.since(), p.why(), p.addressGone(), true);
      }
      default -> {}
    }
  }

  private void addressUp(Moment now, long epoch) {
    if (!(phase instanceof Phase.Raising p) || p.epoch() != epoch) {
      return;
    }
    timeline.step(now, "vip-up");
    timeline.step(now, "announced");
    candidacy.promoted();
    AnnounceSchedule announcements = AnnounceSchedule.starting(now, settings.refresh()).sentAt(now);
    phase = new Phase.Serving(now, epoch, announcements);
    effects.add(new Effect.Serving(epoch));
    log("vip.up", "the VIP is up on this host, epoch " + epoch);
    timeline.told(epoch, true, knows.record().reason()).ifPresent(effects::add);
  }

  private void addressDown(Moment now) {
    switch (phase) {
      case Phase.Cleaning _ -> {
        retryWithdrawAt = Optional.empty();
        phase = new Phase.Idle(now);
      }
      case Phase.Withdrawing p -> {
        timeline.step(now, "vip-down");
        retryWithdrawAt = Optional.empty();
        phase = new Phase.Withdrawing(p.since(), p.why(), true, p.applicationBackup());
      }
      default -> {}
    }
  }

  private void addressFailed(Moment now, Input.AddressFailed failed) {
    log("vip.failed", failed.reason());
    if (failed.raising()) {
      if (phase instanceof Phase.Raising || phase instanceof Phase.Serving) {
        promotionFailed(now, "the VIP did not come up: " + failed.reason());
      }
    } else if (phase instanceof Phase.Withdrawing || phase instanceof Phase.Cleaning) {
      if (phase instanceof Phase.Withdrawing p) {
        phase = new Phase.Withdrawing(p.since(), p.why(), false, p.applicationBackup());
      }
      retryWithdrawAt = Optional.of(now.plus(settings.lease().renew()));
    }
  }

  private void promotionFailed(Moment now, String reason) {
    candidacy.promotionFailed();
    log("promotion.failed", reason);
    withdraw(now, Departure.fault(reason, knows.readyPeer()));
  }

  private void addressLost(Moment now, String what) {
    if (phase instanceof Phase.Serving p && renewals.tenure().valid(now)) {
      log("vip.lost", what + " was removed from outside; it is put back");
      effects.add(new Effect.RaiseAddress(p.epoch(), renewals.right()));
    }
  }

  /**
   * A backup hears the primary's announcements all the time; only a holder has something to say.
   */
  private void foreignClaim(Moment now, Input.ForeignClaim claim) {
    if (announceAgain(now)) {
      log("vip.foreign-claim", claim.address() + " is claimed by " + claim.linkAddress());
    }
  }

  private boolean announceAgain(Moment now) {
    if (!(phase instanceof Phase.Serving serving)) {
      return false;
    }
    AnnounceSchedule again = serving.announcements().again(now, settings.lease().renew());
    phase = new Phase.Serving(serving.since(), serving.epoch(), again);
    return again != serving.announcements();
  }

  private void log(String event, String text) {
    effects.add(new Effect.Log(event, text));
  }

  /** Moves on by what is known and by time; called until nothing changes. */
  private void settle(Moment now) {
    switch (phase) {
      case Phase.Cleaning _ -> retryWithdraw(now);
      case Phase.Idle _ -> idle(now);
      case Phase.Claiming _ -> claiming(now);
      case Phase.Activating p -> activating(now, p);
      case Phase.Raising p -> raising(now, p);
      case Phase.Serving p -> serving(now, p);
      case Phase.Withdrawing p -> withdrawing(now, p);
      case Phase.Releasing p -> releasing(now, p);
    }
  }

  private void idle(Moment now) {
    if (knows.isStopping()) {
      if (!stopped) {
        stopped = true;
        effects.add(new Effect.Stopped());
      }
      return;
    }
    switch (candidacy.verdict(now)) {
      case Candidacy.Verdict.From from when now.reached(from.moment()) -> {
        boolean silent = knows.record() instanceof LeaseRecord.Held;
        timeline.take(now, silent ? "last-renewal" : "detect", knows.recordSeenAt());
        phase = new Phase.Claiming(now, from.reason(), from.planned());
        if (!from.planned()) {
          log("takeover.decided", from.reason());
        }
      }
      case Candidacy.Verdict.From _, Candidacy.Verdict.Not _ -> {
        if (knows.mine()) {
          phase =
              new Phase.Releasing(
                  now, Departure.fault("this host is not ready", knows.readyPeer()));
        }
      }
    }
  }

  private void claiming(Moment now) {
    if (renewals.claimed(knows) && renewals.tenure().valid(now)) {
      long epoch = knows.record().epoch();
      timeline.step(now, "taken");
      phase = new Phase.Activating(now, epoch);
      effects.add(new Effect.ChangeRole(Role.PRIMARY, epoch));
    } else if (!knows.mine() && !renewals.claims(knows.record())) {
      renewals.claimOver();
      phase = new Phase.Idle(now);
    } else if (!knows.applicationAlive() || !knows.carrier() || knows.isStopping()) {
      renewals.givenUp();
      phase = new Phase.Idle(now);
    }
  }

  private void activating(Moment now, Phase.Activating p) {
    if (leftHolding(now)) {
      return;
    }
    if (now.reached(p.since().plus(settings.roleDeadline()))) {
      effects.add(new Effect.KillApplication("it did not answer to be primary"));
      promotionFailed(
          now,
          "the application did not answer to be primary within "
              + settings.roleDeadline().toMillis()
              + " ms");
    }
  }

  private void raising(Moment now, Phase.Raising p) {
    if (leftHolding(now)) {
      return;
    }
    if (now.reached(p.since().plus(settings.addressDeadline()))) {
      promotionFailed(
          now, "the VIP did not come up within " + settings.addressDeadline().toMillis() + " ms");
    }
  }

  private void serving(Moment now, Phase.Serving p) {
    if (leftHolding(now)) {
      return;
    }
    Optional<Departure> switchover = handover.departure(now);
    if (switchover.isPresent()) {
      withdraw(now, switchover.get());
    } else if (p.announcements().due(now)) {
      effects.add(new Effect.Announce(p.epoch(), renewals.right()));
      phase = new Phase.Serving(p.since(), p.epoch(), p.announcements().sentAt(now));
    }
  }

  /** Leaves when the right is over or this host should not be primary; true if it left. */
  private boolean leftHolding(Moment now) {
    if (!knows.mine()) {
      withdraw(now, Departure.fault("the lease is held by another", Optional.empty()));
    } else if (now.reached(renewals.leaveAt())) {
      withdraw(now, Departure.fault("the lease could not be renewed", Optional.empty()));
    } else {
      Optional<Departure> why = handover.mustLeave();
      why.ifPresent(departure -> withdraw(now, departure));
      return why.isPresent();
    }
    return true;
  }

  private void withdraw(Moment now, Departure why) {
    timeline.leave(now);
    boolean dead = !knows.applicationAlive();
    phase = new Phase.Withdrawing(now, why, false, dead);
    log("vip.withdraw", why.reason());
    effects.add(new Effect.WithdrawAddress(why.reason()));
    if (!dead) {
      effects.add(new Effect.ChangeRole(Role.BACKUP, knows.record().epoch()));
    }
  }

  private void withdrawing(Moment now, Phase.Withdrawing p) {
    retryWithdraw(now);
    boolean dead = !knows.applicationAlive();
    boolean late = now.reached(p.since().plus(settings.roleDeadline()));
    boolean backup = p.applicationBackup() || dead;
    if (!backup && late) {
      effects.add(new Effect.KillApplication("it did not answer to be backup"));
      backup = true;
    }
    if (backup != p.applicationBackup()) {
      phase = new Phase.Withdrawing(p.since(), p.why(), p.addressGone(), backup);
    }
    if (p.addressGone() && backup) {
      phase = new Phase.Releasing(now, p.why());
      renewals.givenUp();
    }
  }

  private void retryWithdraw(Moment now) {
    if (retryWithdrawAt.isPresent() && now.reached(retryWithdrawAt.get())) {
      retryWithdrawAt = Optional.empty();
      effects.add(new Effect.WithdrawAddress("again"));
    }
  }

  private void releasing(Moment now, Phase.Releasing p) {
    boolean tooLong = now.reached(p.since().plus(settings.courtesy()));
    if (knows.mine() && !tooLong) {
      return;
    }
    if (knows.record() instanceof LeaseRecord.Released) {
      timeline.step(now, "released");
    }
    timeline.told(knows.record().epoch(), false, p.why().reason()).ifPresent(effects::add);
    phase = new Phase.Idle(now);
  }

  private void publish() {
    HostStatus status = knows.ownStatus();
    if (!published.map(status::equals).orElse(false)) {
      published = Optional.of(status);
      effects.add(new Effect.Publish(status));
    }
  }

  @Override
  public Optional<Moment> deadline() {
    Deadlines all = Deadlines.of(phase, knows, renewals, candidacy);
    retryWithdrawAt.ifPresent(all::at);
    handover.deadline().ifPresent(all::at);
    return all.earliest();
  }
}
