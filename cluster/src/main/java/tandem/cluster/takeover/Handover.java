package tandem.cluster.takeover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.platform.time.Moment;

/**
 * Why a primary leaves: its own faults, an operator's switchover, a stop, a fail-back; and how the
 * operator's request ended. A request is answered exactly once: done, refused or indeterminate.
 */
final class Handover {

  /** An operator's switchover that has no end by then is indeterminate. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The first host must have been ready this long before an automatic fail-back. */
  static final Duration FAILBACK_AFTER = Duration.ofSeconds(10);

  private record Pending(String request, HostName to, long epoch, Moment until, boolean left) {}

  private final MemberSettings settings;
  private final Knowledge knows;
  private Optional<Pending> pending = Optional.empty();
  private Optional<Moment> firstReadySince = Optional.empty();

  Handover(MemberSettings settings, Knowledge knows) {
    this.settings = settings;
    this.knows = knows;
  }

  /** The departure that the state of this host asks for. */
  Optional<Departure> mustLeave() {
    Optional<HostName> peer = knows.readyPeer();
    if (knows.isStopping()) {
      return Optional.of(Departure.planned("the agent of " + settings.self() + " stops", peer));
    }
    if (!knows.applicationAlive()) {
      return Optional.of(Departure.fault("application on " + settings.self() + ": " + why(), peer));
    }
    if (peer.isEmpty()) {
      // Nobody better: half a service is more than none, and two dark networks must not toss the
      // VIP about.
      return Optional.empty();
    }
    if (knows.application() != ApplicationState.STARTED) {
      return Optional.of(Departure.fault("application on " + settings.self() + ": " + why(), peer));
    }
    if (!knows.carrier()) {
      return Optional.of(Departure.fault("no carrier on " + settings.self(), peer));
    }
    if (knows.maintenance()) {
      return Optional.of(Departure.planned("maintenance of " + settings.self(), peer));
    }
    return Optional.empty();
  }

  private String why() {
    String state = knows.application().name();
    return knows.note().isEmpty() ? state : state + ", " + knows.note();
  }

  List<Effect> requested(Moment now, Input.SwitchoverRequested asked, Phase phase) {
    if (!(phase instanceof Phase.Serving serving)) {
      return refuse(
          asked, settings.self() + " is not primary", "ask again when status shows a primary");
    }
    if (pending.isPresent()) {
      return refuse(asked, "another switchover is under way", "wait for its end: tandem status");
    }
    Optional<HostName> to =
        asked.to().isPresent()
            ? asked.to()
            : settings.hosts().stream().filter(host -> !host.equals(settings.self())).findFirst();
    if (to.isEmpty() || !settings.hosts().contains(to.get())) {
      return refuse(
          asked,
          "host '" + to.map(HostName::value).orElse("") + "' is not one of " + settings.hosts(),
          "name one of them with --to");
    }
    if (to.get().equals(settings.self())) {
      return List.of(
          new Effect.Answer(
              asked.request(), new Effect.Verdict.Done(settings.self() + " is primary already")));
    }
    Optional<Effect> refusal = notReady(asked, to.get());
    if (refusal.isPresent()) {
      return List.of(refusal.get());
    }
    pending =
        Optional.of(
            new Pending(asked.request(), to.get(), serving.epoch(), now.plus(PATIENCE), false));
    return List.of();
  }

  private Optional<Effect> notReady(Input.SwitchoverRequested asked, HostName to) {
    if (!knows.connected(to) || knows.peer(to).isEmpty()) {
      return refusal(asked, to + " is not connected", "start its agent, or mend its network");
    }
    HostStatus status = knows.peer(to).get();
    if (status.maintenance()) {
      return refusal(asked, to + " is in maintenance", "tandem maintenance off " + to);
    }
    if (!status.carrier()) {
      return refusal(asked, to + " has no carrier on its SIP interface", "mend the cable or NIC");
    }
    if (!status.application().canServe()) {
      return refusal(
          asked,
          "the application on " + to + " is " + status.application() + note(status),
          "wait until it is STARTED; tandem doctor on that host says what is missing");
    }
    if (!status.synced() && !asked.force()) {
      return refusal(
          asked,
          "the application on " + to + " is not in sync" + note(status),
          "wait until status shows it in sync, or use --force and lose what is not");
    }
    return Optional.empty();
  }

  private static String note(HostStatus status) {
    return status.note().isEmpty() ? "" : " (" + status.note() + ")";
  }

  private static Optional<Effect> refusal(
      Input.SwitchoverRequested asked, String reason, String mend) {
    return Optional.of(
        new Effect.Answer(asked.request(), new Effect.Verdict.Refused(reason, mend)));
  }

  private static List<Effect> refuse(Input.SwitchoverRequested asked, String reason, String mend) {
    return refusal(asked, reason, mend).stream().toList();
  }

  /** The departure that an operator or the fail-back asks for; an operator's only once. */
  Optional<Departure> departure(Moment now) {
    if (pending.isPresent() && !pending.get().left()) {
      Pending p = pending.get();
      pending = Optional.of(new Pending(p.request(), p.to(), p.epoch(), p.until(), true));
      return Optional.of(new Departure("switchover to " + p.to(), Optional.of(p.to()), true));
    }
    return failback(now);
  }

  private Optional<Departure> failback(Moment now) {
    HostName first = settings.hosts().getFirst();
    if (!settings.automaticFailback() || first.equals(settings.self()) || !knows.peerReady(first)) {
      firstReadySince = Optional.empty();
      return Optional.empty();
    }
    firstReadySince = Optional.of(firstReadySince.orElse(now));
    return now.reached(firstReadySince.get().plus(FAILBACK_AFTER))
        ? Optional.of(Departure.planned("fail-back to " + first, Optional.of(first)))
        : Optional.empty();
  }

  /** The record changed: if somebody else than the target took it, the request is over. */
  List<Effect> recordSeen(LeaseRecord record) {
    if (pending.isEmpty()
        || !(record instanceof LeaseRecord.Held held)
        || held.epoch() <= pending.get().epoch()
        || held.holder().host().equals(pending.get().to())) {
      return List.of();
    }
    return answer(
        new Effect.Verdict.Refused(
            pending.get().to() + " did not take the VIP; " + held.holder().host() + " has it again",
            "see tandem events for what failed on " + pending.get().to()));
  }

  List<Effect> serving(Input.ServingSeen seen) {
    if (pending.isEmpty()
        || seen.epoch() <= pending.get().epoch()
        || !seen.host().equals(pending.get().to())) {
      return List.of();
    }
    return answer(new Effect.Verdict.Done(seen.host() + " is primary, epoch " + seen.epoch()));
  }

  List<Effect> settle(Moment now, Phase phase) {
    if (!(phase instanceof Phase.Serving)) {
      firstReadySince = Optional.empty();
    }
    if (pending.isEmpty()) {
      return List.of();
    }
    Pending p = pending.get();
    if (now.reached(p.until())) {
      return answer(
          new Effect.Verdict.Indeterminate(
              "no end of the switchover to "
                  + p.to()
                  + " was seen in "
                  + PATIENCE.toSeconds()
                  + " s",
              "look at tandem status on each host before asking again"));
    }
    boolean leftOtherwise = !p.left() && !(phase instanceof Phase.Serving);
    if (leftOtherwise) {
      return answer(
          new Effect.Verdict.Refused(
              settings.self() + " left for another reason first", "see tandem status"));
    }
    return List.of();
  }

  Optional<Moment> deadline() {
    Deadlines all = new Deadlines();
    pending.ifPresent(p -> all.at(p.until()));
    firstReadySince.ifPresent(since -> all.at(since.plus(FAILBACK_AFTER)));
    return all.earliest();
  }

  private List<Effect> answer(Effect.Verdict verdict) {
    String request = pending.orElseThrow().request();
    pending = Optional.empty();
    return List.of(new Effect.Answer(request, verdict));
  }
}
