package tandem.agent.main;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tandem.admin.request.Outcome;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tandem.agent.api.EventLog;
import tandem.agent.api.Operations;
import tandem.agent.config.PairConfiguration;
import tandem.agent.node.Alarm;
import tandem.agent.node.NodeInput;
import tandem.agent.node.NodeView;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.takeover.Effect.Verdict;
import tandem.os.time.MonotonicClock;

/** What operators see and ask, between the local API and the node. */
final class OperatorsEdge implements Operations {

  private final PairConfiguration configuration;
  private final HostName self;
  private final MonotonicClock clock;
  private final EventLog events;
  private final Supplier<NodeView> view;
  private final Consumer<NodeInput> node;
  private final Map<String, CompletableFuture<Outcome>> asked = new ConcurrentHashMap<>();
  private final Map<String, Long> alarmsSince = new ConcurrentHashMap<>();

  OperatorsEdge(
      PairConfiguration configuration,
      HostName self,
      MonotonicClock clock,
      EventLog events,
      Supplier<NodeView> view,
      Consumer<NodeInput> node) {
    this.configuration = configuration;
    this.self = self;
    this.clock = clock;
    this.events = events;
    this.view = view;
    this.node = node;
  }

  /** The node's answer to a request that was asked here. */
  void answer(String request, Verdict verdict) {
    CompletableFuture<Outcome> future = asked.remove(request);
    if (future == null) {
      return;
    }
    future.complete(
        switch (verdict) {
          case Verdict.Done done -> new Outcome.Done(done.text());
          case Verdict.Refused refused -> new Outcome.Refused(refused.reason(), refused.mend());
          case Verdict.Indeterminate open -> new Outcome.Indeterminate(open.text(), open.advice());
        });
  }

  @Override
  public CompletableFuture<Outcome> switchover(Optional<String> to, boolean force, boolean await) {
    String request = newRequest();
    CompletableFuture<Outcome> future = new CompletableFuture<>();
    asked.put(request, future);
    node.accept(new NodeInput.SwitchoverAsked(request, to, force));
    if (await) {
      return future;
    }
    // A refusal comes within a moment; what is not refused by then is under way.
    return future.completeOnTimeout(
        new Outcome.Done("asked; tandem watch shows how it goes"),
        300,
        java.util.concurrent.TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletableFuture<Outcome> maintenance(String host, boolean on, boolean force) {
    String request = newRequest();
    CompletableFuture<Outcome> future = new CompletableFuture<>();
    asked.put(request, future);
    node.accept(new NodeInput.MaintenanceAsked(request, host, on, force));
    return future;
  }

  private String newRequest() {
    return self + "-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  @Override
  public Subscription events(long since, boolean follow, Consumer<EventView> consumer) {
    return events.subscribe(since, follow, consumer);
  }

  @Override
  public StatusView status() {
    NodeView now = view.get();
    List<StatusView.HostView> hosts = new ArrayList<>();
    for (PairConfiguration.Host host : configuration.hosts()) {
      hosts.add(host(now, host.name()));
    }
    return new StatusView(
        configuration.group(),
        now.record().epoch(),
        now.primary().map(HostName::value),
        configuration.vips().stream().map(PairConfiguration.Vip::toString).toList(),
        events.lastTakeover().map(timeline -> lastStep(timeline)).orElse(0L),
        hosts,
        new StatusView.QuorumView(
            Optional.of(now.leader()).filter(leader -> !leader.isEmpty()),
            names(now.connected()),
            configuration.voters().stream().map(HostName::value).toList(),
            now.majority()),
        lease(now),
        alarms(now),
        self.value(),
        AgentMain.VERSION,
        events.lastTakeover());
  }

  private static long lastStep(tandem.admin.view.TimelineView timeline) {
    return timeline.steps().stream().mapToLong(step -> step.wallMicros()).max().orElse(0);
  }

  private StatusView.HostView host(NodeView now, HostName name) {
    boolean local = name.equals(self);
    Optional<HostStatus> status =
        local ? Optional.of(now.own()) : Optional.ofNullable(now.hosts().get(name));
    boolean connected = now.connected().contains(name);
    String role = role(now, name, connected);
    return new StatusView.HostView(
        name.value(),
        role,
        status
            .map(s -> s.application().name().toLowerCase(java.util.Locale.ROOT))
            .orElse("unknown"),
        status.map(HostStatus::carrier).orElse(false),
        connected && status.map(HostStatus::ready).orElse(false),
        status.map(HostStatus::maintenance).orElse(false),
        connected,
        status.map(HostStatus::synced).orElse(false),
        status.map(HostStatus::incarnation).orElse(0L),
        status.map(HostStatus::note).orElse(""));
  }

  private String role(NodeView now, HostName name, boolean connected) {
    if (name.equals(self)) {
      return now.standing() == Standing.PRIMARY ? "primary" : "backup";
    }
    if (!connected) {
      return "none";
    }
    return now.primary().map(name::equals).orElse(false) ? "primary" : "backup";
  }

  private StatusView.LeaseView lease(NodeView now) {
    long remaining =
        now.rightEnds().map(ends -> Math.max(0, clock.now().until(ends).toMillis())).orElse(0L);
    Optional<String> holder =
        now.record() instanceof LeaseRecord.Held held
            ? Optional.of(held.holder().host().value())
            : Optional.empty();
    Duration duration = configuration.lease().duration();
    return new StatusView.LeaseView(
        holder,
        now.record().version(),
        remaining,
        configuration.lease().profile().name().toLowerCase(java.util.Locale.ROOT),
        duration.toMillis());
  }

  private List<StatusView.AlarmView> alarms(NodeView now) {
    long wall = System.currentTimeMillis() * 1_000;
    alarmsSince
        .keySet()
        .removeIf(id -> now.alarms().stream().noneMatch(alarm -> alarm.id().equals(id)));
    List<StatusView.AlarmView> views = new ArrayList<>();
    for (Alarm alarm : now.alarms()) {
      views.add(
          new StatusView.AlarmView(
              alarm.id(),
              alarm.critical() ? StatusView.Severity.CRITICAL : StatusView.Severity.WARNING,
              alarm.text(),
              alarmsSince.computeIfAbsent(alarm.id(), _ -> wall)));
    }
    return views;
  }

  private static List<String> names(java.util.Set<HostName> hosts) {
    return hosts.stream().sorted(Comparator.naturalOrder()).map(HostName::value).toList();
  }
}
