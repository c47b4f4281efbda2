package tandem.cluster.takeover;

import java.util.Optional;
import tandem.cluster.group.MemberSettings;
import tandem.platform.time.Moment;

/** The earliest of several deadlines. */
final class Deadlines {

  private Optional<Moment> earliest = Optional.empty();

  void at(Moment moment) {
    earliest = Optional.of(earliest.map(known -> Moment.earliest(known, moment)).orElse(moment));
  }

  Optional<Moment> earliest() {
    return earliest;
  }

  /** When a member in {@code phase} wants to be stepped again, as far as its phase goes. */
  static Deadlines of(Phase phase, Knowledge knows, Renewals renewals, Candidacy candidacy) {
    MemberSettings settings = knows.settings;
    Deadlines all = new Deadlines();
    switch (phase) {
      case Phase.Cleaning _ -> {}
      case Phase.Idle p -> {
        if (!knows.isStopping()
            && candidacy.verdict(p.since()) instanceof Candidacy.Verdict.From from) {
          all.at(from.moment());
        }
      }
      case Phase.Claiming p -> all.at(renewals.next(p.since()));
      case Phase.Activating p -> all.holding(p, p.since().plus(settings.roleDeadline()), renewals);
      case Phase.Raising p -> all.holding(p, p.since().plus(settings.addressDeadline()), renewals);
      case Phase.Serving p -> all.holding(p, p.announcements().next(), renewals);
      case Phase.Withdrawing p -> {
        if (!p.applicationBackup()) {
          all.at(p.since().plus(settings.roleDeadline()));
        }
      }
      case Phase.HandingOver p -> {
        all.at(p.againAt());
        all.at(p.since().plus(settings.lease().patience()));
      }
      case Phase.Releasing p -> {
        all.at(p.since().plus(settings.courtesy()));
        all.at(renewals.next(p.since()));
      }
    }
    return all;
  }

  private void holding(Phase phase, Moment own, Renewals renewals) {
    at(own);
    at(renewals.next(phase.since()));
    at(renewals.leaveAt());
  }
}
