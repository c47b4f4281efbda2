package tandem.cluster.takeover;

import java.util.Optional;
import java.util.OptionalLong;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.Role;
import tandem.platform.time.Moment;

/**
 * The way from a right to none: VIPs down and read back, application backup, then the right goes on
 * by word to an heir or by release to the store. The first clean-up after the start is its shortest
 * form.
 */
final class Leaving {

  private final MemberSettings settings;
  private final Knowledge knows;
  private final Renewals renewals;
  private final Succession succession;
  private final Course course;
  private Optional<Moment> retryWithdrawAt = Optional.empty();

  Leaving(Knowledge knows, Renewals renewals, Succession succession, Course course) {
    this.settings = knows.settings;
    this.knows = knows;
    this.renewals = renewals;
    this.succession = succession;
    this.course = course;
  }

  void withdraw(Moment now, Departure why) {
    long epoch = course.phase().heldEpoch().orElse(knows.record().epoch());
    course.timeline.leave(now, epoch);
    boolean dead = !knows.applicationAlive();
    course.enter(new Phase.Withdrawing(now, why, false, dead));
    course.log("vip.withdraw", why.reason());
    course.add(new Effect.WithdrawAddress(why.reason()));
    if (!dead) {
      course.add(new Effect.ChangeRole(Role.BACKUP, epoch));
    }
  }

  void roleTaken(Moment now, Phase.Withdrawing p) {
    course.timeline.step(now, "demote");
    course.enter(p.backup(true));
  }

  void roleRefused(Phase.Withdrawing p, String reason) {
    course.add(new Effect.KillApplication("it refused to be backup: " + reason));
    course.enter(p.backup(true));
  }

  void addressDown(Moment now) {
    switch (course.phase()) {
      case Phase.Cleaning _ -> {
        retryWithdrawAt = Optional.empty();
        course.enter(new Phase.Idle(now));
      }
      case Phase.Withdrawing p -> {
        course.timeline.step(now, "vip-down");
        retryWithdrawAt = Optional.empty();
        course.enter(p.gone(true));
      }
      case Phase _ -> {}
    }
  }

  void addressFailed(Moment now) {
    if (course.phase() instanceof Phase.Withdrawing p) {
      course.enter(p.gone(false));
    }
    if (course.phase() instanceof Phase.Withdrawing || course.phase() instanceof Phase.Cleaning) {
      retryWithdrawAt = Optional.of(now.plus(settings.lease().renew()));
    }
  }

  void retryWithdraw(Moment now) {
    if (retryWithdrawAt.isPresent() && now.reached(retryWithdrawAt.get())) {
      retryWithdrawAt = Optional.empty();
      course.add(new Effect.WithdrawAddress("again"));
    }
  }

  void withdrawing(Moment now, Phase.Withdrawing p) {
    retryWithdraw(now);
    boolean late = now.reached(p.since().plus(settings.roleDeadline()));
    boolean backup = p.applicationBackup() || !knows.applicationAlive();
    if (!backup && late) {
      course.add(new Effect.KillApplication("it did not answer to be backup"));
      backup = true;
    }
    if (backup != p.applicationBackup()) {
      course.enter(p.backup(backup));
    }
    if (p.addressGone() && backup) {
      renewals.givenUp();
      succession.over();
      succession
          .handOver(now, p.why())
          .ifPresentOrElse(
              word -> handOver(now, p.why(), word),
              () -> course.enter(new Phase.Releasing(now, p.why())));
    }
  }

  private void handOver(Moment now, Departure why, Effect.Tell word) {
    course.timeline.step(now, "released");
    course.enter(new Phase.HandingOver(now, why, word, now.plus(settings.lease().renew())));
    course.add(word);
  }

  /** The word is repeated until the store shows that it was heard, or nobody can act on it more. */
  void handingOver(Moment now, Phase.HandingOver p) {
    boolean over = now.reached(p.since().plus(settings.lease().patience()));
    if (!knows.mine() || over) {
      if (knows.mine()) {
        course.log("handover.unanswered", p.word().to() + " did not take what was handed over");
      }
      left(now, p.why());
    } else if (now.reached(p.againAt())) {
      course.add(p.word());
      course.enter(
          new Phase.HandingOver(p.since(), p.why(), p.word(), now.plus(settings.lease().renew())));
    }
  }

  void releasing(Moment now, Phase.Releasing p) {
    boolean tooLong = now.reached(p.since().plus(settings.courtesy()));
    if (knows.mine() && !tooLong) {
      return;
    }
    if (knows.record() instanceof LeaseRecord.Released) {
      course.timeline.step(now, "released");
    }
    left(now, p.why());
  }

  private void left(Moment now, Departure why) {
    course.timeline.told(OptionalLong.empty(), why.reason()).ifPresent(course::add);
    course.enter(new Phase.Idle(now));
  }

  Optional<Moment> deadline() {
    return retryWithdrawAt;
  }
}
