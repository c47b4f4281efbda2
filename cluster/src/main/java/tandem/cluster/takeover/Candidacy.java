package tandem.cluster.takeover;

import java.time.Duration;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.platform.time.Moment;

/**
 * When a host that does not hold the VIP may claim it. Safety needs one rule only (a record that is
 * held by another must have been seen unchanged for {@link
 * tandem.cluster.lease.LeaseSettings#patience}); the rest decides who is first, so that two
 * candidates rarely meet.
 */
final class Candidacy {

  /** The answer: claim from a moment on, or not at all as things stand. */
  sealed interface Verdict {
    record From(Moment moment, String reason, boolean planned) implements Verdict {}

    record Not(String because) implements Verdict {}
  }

  private final Knowledge knows;
  private final FlapDamper damper;
  private final Succession succession;
  private int failures;

  Candidacy(Knowledge knows, FlapDamper damper, Succession succession) {
    this.knows = knows;
    this.succession = succession;
    this.damper = damper;
  }

  void promotionFailed() {
    failures = Math.min(failures + 1, 6);
  }

  void promoted() {
    failures = 0;
  }

  Verdict verdict(Moment now) {
    if (!knows.majority()) {
      return new Verdict.Not("no majority of the voters is connected");
    }
    if (knows.isStopping() || knows.maintenance() || !knows.carrier()) {
      return new Verdict.Not("this host is out of service");
    }
    if (!knows.ready()) {
      return switch (lastResort()) {
        case Verdict.Not not -> not;
        case Verdict.From from -> held(now, from);
      };
    }
    return switch (unhindered()) {
      case Verdict.Not not -> not;
      case Verdict.From from -> held(now, from);
    };
  }

  private Verdict unhindered() {
    MemberSettings settings = knows.settings;
    Moment seen = knows.recordSeenAt();
    return switch (knows.record()) {
      case LeaseRecord.Vacant _ -> {
        Moment ready = knows.readySince().orElse(seen);
        yield first()
            ? new Verdict.From(ready, "first start", true)
            : new Verdict.From(ready.plus(settings.courtesy()), "first start, alone", true);
      }
      case LeaseRecord.Released released ->
          new Verdict.From(
              mayFollow(released) ? seen : seen.plus(settings.courtesy()),
              released.reason(),
              released.planned());
      case LeaseRecord.Held held when knows.mine() && !succession.gaveAway() ->
          // This run lost its right: nobody acts on it any more, and there is nobody to wait for.
          // An earlier run may have passed its right on by word, and is waited for like a stranger.
          new Verdict.From(seen, "taken back after " + held.reason(), true);
      case LeaseRecord.Held held ->
          new Verdict.From(
              seen.plus(settings.lease().patience()),
              "lease of " + held.holder().host() + " ran out",
              false);
    };
  }

  /** True if this host need not leave another one the first try. */
  private boolean mayFollow(LeaseRecord.Released released) {
    HostName self = knows.settings.self();
    if (released.intended().isPresent()) {
      HostName intended = released.intended().get();
      return intended.equals(self) || !knows.peerReady(intended);
    }
    return !released.by().equals(self) || knows.readyPeer().isEmpty();
  }

  /**
   * At the first start the others leave the host named first a while; it may only be slow to start.
   */
  private boolean first() {
    return knows.settings.hosts().getFirst().equals(knows.settings.self());
  }

  /** Back-off after own failed promotions and, for faults, against flapping. */
  private Verdict held(Moment now, Verdict.From from) {
    Moment moment = from.moment();
    if (failures > 0) {
      Duration wait = knows.settings.lease().duration().multipliedBy(2L << failures);
      moment = Moment.latest(moment, knows.recordSeenAt().plus(wait));
    }
    if (!from.planned()) {
      moment = Moment.latest(moment, knows.recordSeenAt().plus(damper.holdOff(now)));
    }
    return new Verdict.From(moment, from.reason(), from.planned());
  }

  /**
   * Nothing better exists: an application that says it cannot serve is better than none, after a
   * while.
   */
  private Verdict lastResort() {
    boolean half = knows.application() == ApplicationState.SERVICE_UNAVAILABLE;
    if (!half || knows.nobodyReadySince().isEmpty()) {
      return new Verdict.Not("the application is not ready");
    }
    Moment moment = knows.nobodyReadySince().get().plus(knows.settings.lastResort());
    boolean free = knows.mine() && !succession.gaveAway();
    if (knows.record() instanceof LeaseRecord.Held && !free) {
      moment = Moment.latest(moment, knows.recordSeenAt().plus(knows.settings.lease().patience()));
    }
    return new Verdict.From(moment, "no host is ready; this one at least runs", false);
  }
}
