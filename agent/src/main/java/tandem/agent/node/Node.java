package tandem.agent.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.agent.health.Supervisor;
import tandem.agent.health.SupervisorSettings;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.HostName;
import tandem.cluster.takeover.Effect;
import tandem.cluster.takeover.Input;
import tandem.cluster.takeover.Member;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;

/**
 * The switchboard of a host's agent: routes inputs to the takeover and the supervisor, and their
 * effects outward.
 */
public final class Node implements Machine<NodeInput, NodeEffect> {

  private final MemberSettings settings;
  private final Member member;
  private final Supervisor supervisor;
  private final Desk desk;
  private final Chronicle chronicle = new Chronicle();
  private final Alarms alarms = new Alarms();
  private final Map<HostName, HostStatus> hosts = new LinkedHashMap<>();
  private final List<NodeEffect> effects = new ArrayList<>();
  private NodeInput.Membership membership = new NodeInput.Membership("", Set.of(), Set.of());

  public Node(Moment now, MemberSettings settings, SupervisorSettings supervision) {
    this.settings = settings;
    this.desk = new Desk(settings.hosts());
    this.member = new Member(now, settings);
    this.supervisor = new Supervisor(now, supervision);
  }

  /** The effects that begin the node's life. */
  public List<NodeEffect> start() {
    return member.start().stream().<NodeEffect>map(NodeEffect.Takeover::new).toList();
  }

  @Override
  public List<NodeEffect> step(Moment now, NodeInput input) {
    effects.clear();
    switch (input) {
      case NodeInput.Tick _ -> tick(now);
      case NodeInput.Takeover takeover -> takeover(now, takeover.input());
      case NodeInput.Health health -> health(now, health.input());
      case NodeInput.StatusSeen seen -> {
        hosts.put(seen.status().host(), seen.status());
        takeover(now, new Input.StatusSeen(seen.status()));
      }
      case NodeInput.Membership seen -> {
        membership = seen;
        desk.membership(seen);
        boolean majority = seen.connected().size() * 2 > seen.voters().size();
        takeover(now, new Input.MembershipSeen(seen.connected(), majority));
      }
      case NodeInput.Journal journal -> journal(now, journal);
      case NodeInput.FirstAnswer answer -> chronicle.firstAnswer(answer.epoch(), answer.at());
      case NodeInput.KernelLease lease -> alarms.kernelLease(lease.missing());
      case NodeInput.StoreFailed failed -> alarms.storeFailed(failed.reason());
      case NodeInput.SwitchoverAsked asked ->
          desk.tooMany(asked.request())
              .ifPresentOrElse(effects::add, () -> switchoverAsked(now, asked));
      case NodeInput.MaintenanceAsked asked ->
          desk.tooMany(asked.request())
              .ifPresentOrElse(effects::add, () -> maintenanceAsked(now, asked));
      case NodeInput.StopAsked _ -> takeover(now, new Input.StopRequested());
    }
    settle(now);
    return List.copyOf(effects);
  }

  private void tick(Moment now) {
    if (member.deadline().map(now::reached).orElse(false)) {
      takeover(now, new Input.Tick());
    }
    if (supervisor.deadline().map(now::reached).orElse(false)) {
      health(now, new tandem.agent.health.Input.Tick());
    }
    effects.addAll(desk.overdue(now));
  }

  private void settle(Moment now) {
    effects.addAll(chronicle.due(now, member.standing()));
    effects.addAll(alarms.settle(view()));
  }

  private void takeover(Moment now, Input input) {
    List<Effect> taken = member.step(now, input);
    taken.forEach(effect -> outward(now, effect));
    // Inward last: what the supervisor says to it may publish anew, and the newest is told last.
    taken.forEach(effect -> inward(now, effect));
  }

  private void inward(Moment now, Effect effect) {
    switch (effect) {
      case Effect.ChangeRole change ->
          health(now, new tandem.agent.health.Input.ChangeRole(change.role(), change.epoch()));
      case Effect.KillApplication kill ->
          health(now, new tandem.agent.health.Input.Kill(kill.reason()));
      case Effect.Stopped _ -> health(now, new tandem.agent.health.Input.Stop());
      case Effect _ -> {}
    }
  }

  private void outward(Moment now, Effect effect) {
    switch (effect) {
      case Effect.Log log -> {
        effects.add(new NodeEffect.Log(log.event(), log.text()));
        chronicle.event(log.event(), log.text());
      }
      case Effect.Steps steps -> chronicle.steps(now, steps);
      case Effect.Serving serving -> chronicle.serving(now, serving.epoch());
      case Effect.Answer answer ->
          effects.addAll(desk.answered(answer.request(), answer.verdict()));
      case Effect.ChangeRole _, Effect.KillApplication _, Effect.Stopped _ -> {}
      case Effect.CompareAndSet _,
          Effect.Publish _,
          Effect.Tell _,
          Effect.RaiseAddress _,
          Effect.ExtendRight _,
          Effect.WithdrawAddress _,
          Effect.Announce _ ->
          effects.add(new NodeEffect.Takeover(effect));
    }
  }

  private void health(Moment now, tandem.agent.health.Input input) {
    for (tandem.agent.health.Effect effect : supervisor.step(now, input)) {
      switch (effect) {
        case tandem.agent.health.Effect.StateChanged changed ->
            takeover(
                now, new Input.ApplicationSeen(changed.state(), changed.synced(), changed.note()));
        case tandem.agent.health.Effect.RoleTaken taken ->
            takeover(now, new Input.RoleTaken(taken.role(), taken.epoch()));
        case tandem.agent.health.Effect.RoleRefused refused ->
            takeover(now, new Input.RoleRefused(refused.role(), refused.epoch(), refused.reason()));
        case tandem.agent.health.Effect.Log log -> {
          effects.add(new NodeEffect.Log(log.event(), log.text()));
          chronicle.event(log.event(), log.text());
        }
        case tandem.agent.health.Effect.Stopped _ -> effects.add(new NodeEffect.End());
        case tandem.agent.health.Effect.Start _,
            tandem.agent.health.Effect.Kill _,
            tandem.agent.health.Effect.Terminate _,
            tandem.agent.health.Effect.Tell _,
            tandem.agent.health.Effect.Probe _,
            tandem.agent.health.Effect.RunRoleCommand _ ->
            effects.add(new NodeEffect.Health(effect));
      }
    }
  }

  private void journal(Moment now, NodeInput.Journal seen) {
    if (seen.replayed()) {
      return;
    }
    JournalEntry entry = seen.entry();
    Map<String, String> details = entry.details();
    String request = details.getOrDefault("request", "");
    switch (entry.kind()) {
      case Chronicle.SERVING ->
          takeover(
              now,
              new Input.ServingSeen(
                  entry.host(), Requests.number(details.getOrDefault("epoch", ""))));
      case Requests.SWITCHOVER -> {
        if (member.standing() == Standing.PRIMARY) {
          Optional<String> named = Optional.ofNullable(details.get("to"));
          Optional<HostName> to = named.flatMap(desk::host);
          if (named.isPresent() && to.isEmpty()) {
            effects.addAll(desk.unknownAnswered(request, named.get()));
            return;
          }
          boolean force = Boolean.parseBoolean(details.get("force"));
          takeover(now, new Input.SwitchoverRequested(request, to, force));
        }
      }
      case Requests.MAINTENANCE -> {
        if (settings.self().value().equals(details.get("host"))) {
          maintenance(
              now,
              new NodeInput.MaintenanceAsked(
                  request,
                  details.get("host"),
                  Boolean.parseBoolean(details.get("on")),
                  Boolean.parseBoolean(details.get("force"))));
        }
      }
      case Requests.RESULT -> effects.addAll(desk.resultSeen(entry));
      default -> {}
    }
  }

  private void switchoverAsked(Moment now, NodeInput.SwitchoverAsked asked) {
    boolean known = asked.to().map(host -> desk.host(host).isPresent()).orElse(true);
    if (member.standing() == Standing.PRIMARY && known) {
      desk.await(now, asked.request());
      takeover(
          now,
          new Input.SwitchoverRequested(
              asked.request(), asked.to().flatMap(desk::host), asked.force()));
    } else {
      effects.addAll(desk.switchoverAsked(now, asked, member.record()));
    }
  }

  private void maintenanceAsked(Moment now, NodeInput.MaintenanceAsked asked) {
    if (asked.host().equals(settings.self().value())) {
      desk.await(now, asked.request());
      maintenance(now, asked);
    } else {
      effects.addAll(desk.maintenanceAsked(now, asked));
    }
  }

  private void maintenance(Moment now, NodeInput.MaintenanceAsked asked) {
    boolean alone =
        hosts.values().stream()
            .noneMatch(
                status ->
                    !status.host().equals(settings.self())
                        && status.ready()
                        && membership.connected().contains(status.host()));
    if (asked.on() && alone && !asked.force() && member.standing() == Standing.PRIMARY) {
      effects.addAll(
          desk.answered(
              asked.request(),
              new Effect.Verdict.Refused(
                  settings.self() + " is primary and no other host is ready",
                  "make the other host ready first, or use --force: it stays primary until one"
                      + " is")));
      return;
    }
    effects.add(new NodeEffect.KeepMaintenance(asked.on()));
    takeover(now, new Input.MaintenanceSet(asked.on()));
    effects.addAll(
        desk.answered(
            asked.request(),
            new Effect.Verdict.Done(
                settings.self() + (asked.on() ? " is in maintenance" : " is in service"))));
  }

  public NodeView view() {
    return new NodeView(
        member.record(),
        member.standing(),
        member.rightEnds(),
        member.ownStatus(),
        Map.copyOf(hosts),
        membership.leader(),
        membership.connected(),
        membership.voters(),
        alarms.raised());
  }

  @Override
  public Optional<Moment> deadline() {
    return java.util.stream.Stream.of(
            member.deadline(), supervisor.deadline(), desk.deadline(), chronicle.deadline())
        .flatMap(Optional::stream)
        .min(Moment::compareTo);
  }
}
