package tandem.agent.main;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import tandem.admin.view.EventView;
import tandem.agent.api.EventLog;
import tandem.agent.main.edge.Log;
import tandem.agent.main.edge.Neighbours;
import tandem.agent.node.NodeInput;
import tandem.agent.quorum.QuorumStore;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.takeover.Effect;
import tandem.cluster.takeover.Input;
import tandem.os.time.MonotonicClock;
import tandem.platform.time.Moment;

/** The quorum's store as inputs and effects. */
final class StoreEdge implements QuorumStore.Listener {

  private final HostName self;
  private final MonotonicClock clock;
  private final Loop loop;
  private final EventLog events;
  private final Neighbours neighbours;
  private final Log log;
  private final AtomicReference<NodeInput> lastRecord = new AtomicReference<>();
  private final Map<HostName, AtomicReference<NodeInput>> lastStatus = new ConcurrentHashMap<>();
  private volatile QuorumStore store;
  private volatile HostStatus wanted;
  private volatile HostStatus published;

  StoreEdge(
      HostName self,
      MonotonicClock clock,
      Loop loop,
      EventLog events,
      Neighbours neighbours,
      Log log) {
    this.self = self;
    this.clock = clock;
    this.loop = loop;
    this.events = events;
    this.neighbours = neighbours;
    this.log = log;
  }

  void connect(QuorumStore opened) {
    store = opened;
  }

  void compareAndSet(Effect.CompareAndSet cas) {
    store
        .compareAndSet(cas.expectedVersion(), cas.next())
        .whenComplete(
            (outcome, failure) ->
                loop.put(
                    new NodeInput.Takeover(
                        failure == null
                            ? new Input.CasAnswered(
                                cas.token(), outcome.applied(), outcome.record())
                            : new Input.CasUnknown(cas.token()))));
  }

  void publish(HostStatus status) {
    wanted = status;
    store.publish(status);
  }

  /**
   * Called now and then: publishes again if what the others know is not what this host last said. A
   * publication of unknown outcome may be lost, or be applied after a later one.
   */
  void retry() {
    HostStatus status = wanted;
    if (status != null && !status.equals(published)) {
      store.publish(status);
    }
  }

  void tell(Effect.Tell tell) {
    store.tell(tell.to(), tell.letter());
  }

  void append(String kind, Map<String, String> details) {
    store
        .append(new JournalEntry(self, wallMicros(), kind, details))
        .whenComplete(
            (_, failure) -> {
              if (failure != null) {
                log.warn("journal.not-written", kind + ": " + failure.getMessage());
              }
            });
  }

  void appendSteps(Map<String, String> details, Map<String, Moment> steps) {
    Map<String, String> all = new LinkedHashMap<>(details);
    Moment now = clock.now();
    long wall = wallMicros();
    steps.forEach(
        (name, moment) ->
            all.put(name, String.valueOf(wall - now.since(moment).toNanos() / 1_000)));
    append("takeover.steps", all);
  }

  private static long wallMicros() {
    java.time.Instant now = java.time.Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  @Override
  public void recordChanged(LeaseRecord record) {
    loop.putLatest(lastRecord, new NodeInput.Takeover(new Input.RecordSeen(record)));
  }

  @Override
  public void statusChanged(HostStatus status) {
    if (status.host().equals(self)) {
      published = status;
    }
    AtomicReference<NodeInput> slot =
        lastStatus.computeIfAbsent(status.host(), _ -> new AtomicReference<>());
    loop.putLatest(slot, new NodeInput.StatusSeen(status));
  }

  @Override
  public void told(HostName from, Letter letter) {
    loop.put(new NodeInput.Takeover(new Input.LetterSeen(from, letter)));
  }

  @Override
  public void appended(long position, JournalEntry entry, boolean replayed) {
    if (entry.kind().equals(Neighbours.KIND)) {
      if (!entry.host().equals(self) || replayed) {
        neighbours.told(entry.details());
      }
      return;
    }
    events.append(
        new EventView(
            position, entry.host().value(), entry.wallMicros(), entry.kind(), entry.details()));
    if (!replayed) {
      loop.put(new NodeInput.Journal(entry, false));
    }
  }

  @Override
  public void membershipChanged(QuorumStore.Membership membership) {
    loop.put(
        new NodeInput.Membership(membership.leader(), membership.connected(), membership.voters()));
    retry();
  }
}
