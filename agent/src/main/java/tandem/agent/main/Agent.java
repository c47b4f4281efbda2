package tandem.agent.main;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tandem.agent.api.ApiServer;
import tandem.agent.api.EventLog;
import tandem.agent.config.PairConfiguration;
import tandem.agent.main.edge.HostEdge;
import tandem.agent.main.edge.Log;
import tandem.agent.main.edge.Neighbours;
import tandem.agent.node.Node;
import tandem.agent.node.NodeEffect;
import tandem.agent.node.NodeInput;
import tandem.agent.node.Witness;
import tandem.agent.quorum.JGroupsQuorum;
import tandem.agent.quorum.QuorumSettings;
import tandem.cluster.lease.HostName;
import tandem.cluster.takeover.Effect;
import tandem.cluster.takeover.Input;
import tandem.os.host.Scheduling;
import tandem.os.libc.OsException;
import tandem.os.time.MonotonicClock;

/** One running agent, wired by hand: the loop in the middle, an edge for each thing outside. */
final class Agent implements AutoCloseable {

  private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);
  private static final long END_SECONDS = 20;
  private static final int PRIORITY = 2;

  private final PairConfiguration configuration;
  private final HostName self;
  private final Log log;
  private final MonotonicClock clock = MonotonicClock.system();
  private final EventLog events = new EventLog();
  private final Neighbours neighbours = new Neighbours();
  private final MaintenanceFile maintenance;
  private final StoreEdge store;
  private final OperatorsEdge operators;
  private final Optional<HostEdge> host;
  private final JGroupsQuorum quorum;
  private final ApiServer api;
  private final Loop loop;
  private final Optional<Node> node;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean prioritySettled;

  Agent(AgentOptions options, PairConfiguration configuration, HostName self, Log log)
      throws IOException {
    this.configuration = configuration;
    this.self = self;
    this.log = log;
    long incarnation = new SecureRandom().nextLong();
    maintenance = new MaintenanceFile(options.stateDirectory());
    boolean holder = configuration.host(self).isPresent();
    if (holder) {
      Node made =
          new Node(
              clock.now(),
              Settings.member(configuration, self, incarnation),
              Settings.supervisor(configuration));
      node = Optional.of(made);
      loop = new Loop(clock, made, made::view, this::carryOut);
    } else {
      List<HostName> hosts = configuration.hosts().stream().map(h -> h.name()).toList();
      Witness witness = new Witness(self, incarnation, hosts);
      node = Optional.empty();
      loop = new Loop(clock, witness, witness::view, this::carryOut);
    }
    store = new StoreEdge(self, clock, loop, events, neighbours, log);
    operators = new OperatorsEdge(configuration, self, clock, events, loop::view, loop::put);
    host =
        holder
            ? Optional.of(
                new HostEdge(
                    configuration, self, options.runDirectory(), clock, neighbours, loop::put, log))
            : Optional.empty();
    quorum = JGroupsQuorum.open(quorumSettings(options.stateDirectory()), store, this::storeFailed);
    store.connect(quorum);
    api = ApiServer.start(options.runDirectory(), operators);
  }

  private QuorumSettings quorumSettings(Path stateDirectory) {
    Map<HostName, InetSocketAddress> voters = new LinkedHashMap<>();
    for (HostName voter : configuration.voters()) {
      voters.put(
          voter,
          new InetSocketAddress(
              configuration.management(voter).orElseThrow(), configuration.quorum().port()));
    }
    return new QuorumSettings(
        configuration.group(),
        self,
        voters,
        stateDirectory.resolve("quorum"),
        configuration.quorum().secret().bytes(),
        configuration.lease().duration());
  }

  private void storeFailed(tandem.agent.quorum.QuorumException.Stopped stopped) {
    loop.put(new NodeInput.StoreFailed(stopped.getMessage()));
  }

  /** Runs until the end; the calling thread is the loop's. */
  void run() throws InterruptedException, IOException {
    log.info("agent.started", "group " + configuration.group() + ", version " + AgentMain.VERSION);
    if (node.isPresent()) {
      loop.put(new NodeInput.Takeover(new Input.MaintenanceSet(maintenance.isOn())));
      new Rehearsal(configuration, self).run();
      node.get().start().forEach(this::carryOut);
      host.orElseThrow().start();
    }
    Thread.ofVirtual().name("housekeeping").start(this::housekeeping);
    Thread thread = Thread.ofPlatform().name("loop").start(loop);
    thread.join();
    if (loop.bug().isPresent()) {
      throw new IllegalStateException("a bug of the agent", loop.bug().get());
    }
  }

  private void housekeeping() {
    try {
      while (closed.getCount() > 0) {
        Thread.sleep(HOUSEKEEPING);
        settlePriority();
        store.retry();
        boolean primary = loop.view().standing() == tandem.cluster.group.Standing.PRIMARY;
        host.ifPresent(edge -> edge.learnNeighbours(primary));
        Map<String, String> details = primary ? neighbours.toTell() : Map.of();
        if (!details.isEmpty()) {
          store.append(Neighbours.KIND, details);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * A lease is a matter of milliseconds, so an agent that takes part in the quorum goes before what
   * is not in real time. Not sooner: a starting virtual machine keeps every core busy, and in real
   * time it would stop whatever else runs here, be it this host's own application.
   */
  private void settlePriority() {
    if (prioritySettled || loop.view().leader().isEmpty()) {
      return;
    }
    try {
      prioritySettled = Scheduling.realtimeProcess(PRIORITY) == 0;
    } catch (OsException e) {
      prioritySettled = true;
      log.warn("priority.ordinary", e.getMessage());
    }
  }

  /** Effects that fail here are bugs of ours: the process ends and the other host takes over. */
  private void carryOut(NodeEffect effect) {
    switch (effect) {
      case NodeEffect.Takeover takeover -> carryOut(takeover.effect());
      case NodeEffect.Health health -> host.orElseThrow().execute(health.effect());
      case NodeEffect.Append append -> store.append(append.kind(), append.details());
      case NodeEffect.AppendSteps steps -> store.appendSteps(steps.details(), steps.steps());
      case NodeEffect.Log line -> log.info(line.event(), line.text());
      case NodeEffect.Answer answer -> operators.answer(answer.request(), answer.verdict());
      case NodeEffect.KeepMaintenance keep -> maintenance.set(keep.on(), log);
      case NodeEffect.End _ -> loop.end();
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.CompareAndSet cas -> store.compareAndSet(cas);
      case Effect.Publish publish -> store.publish(publish.status());
      case Effect.Tell tell -> store.tell(tell);
      default -> host.orElseThrow().execute(effect);
    }
  }

  /** SIGTERM: hands over, waits for the end of it, and lets the process go. */
  void stopAndWait() {
    loop.put(new NodeInput.StopAsked());
    try {
      if (!closed.await(END_SECONDS, TimeUnit.SECONDS)) {
        log.warn("agent.end-late", "not all was given up in " + END_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    api.close();
    host.ifPresent(HostEdge::close);
    quorum.close();
    closed.countDown();
  }
}
