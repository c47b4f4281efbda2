package tandem.lab.pair;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.admin.request.Outcome;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tandem.admin.view.TimelineText;
import tandem.admin.view.TimelineView;
import tandem.lab.network.Commands;
import tandem.lab.network.HostProcess;
import tandem.lab.network.LabException;
import tandem.lab.network.Network;
import tandem.lab.network.Node;
import tandem.lab.product.Product;
import tandem.lab.wire.Signal;

/** Tandem itself: an agent on each host and on the witness, the SIP server under them. */
public final class TandemPair implements Product {

  private static final List<Node> VOTERS = List.of(Node.SIP_1, Node.SIP_2, Node.WITNESS);
  private static final long GRACE_MILLIS = 6000;
  private static final AtomicInteger PAIRS = new AtomicInteger();

  private final Network network;
  private final String profile;
  private final String launcher;
  private final PairFiles files;
  private final Map<Node, HostProcess> agents = new EnumMap<>(Node.class);
  private final Map<Node, List<Long>> refusing = new EnumMap<>(Node.class);

  /**
   * Prepares it; nothing runs yet.
   *
   * @param heartbeatMillis a SIP server silent for longer counts as hung
   */
  public TandemPair(Network network, String profile, int heartbeatMillis) {
    this.network = network;
    this.profile = profile;
    this.launcher =
        Optional.ofNullable(System.getenv("TANDEM_LAUNCHER"))
            .orElseThrow(() -> new LabException("TANDEM_LAUNCHER is not set: start by ./tandem"));
    this.files =
        PairFiles.write(
            network.directory().resolve("p" + PAIRS.incrementAndGet()), profile, heartbeatMillis);
  }

  @Override
  public String name() {
    return "tandem " + profile;
  }

  @Override
  public void start(Node node) {
    if (agents.containsKey(node) && agents.get(node).alive()) {
      return;
    }
    agents.put(
        node,
        HostProcess.start(
            network.namespace(node),
            List.of(
                launcher,
                "agent",
                "--config",
                files.configuration().toString(),
                "--host",
                node.host(),
                "--state-dir",
                files.stateDirectory(node).toString(),
                "--run-dir",
                files.runDirectory(node).toString()),
            Map.of(),
            files.log(node)));
  }

  // A host without power has no addresses and no filters, and none when it comes back.
  private void forgetKernelState(Node node) {
    String namespace = network.namespace(node);
    Commands.inside(namespace, "nft", "flush", "ruleset");
    Commands.run("ip", "-n", namespace, "addr", "flush", "to", Network.VIP);
    Commands.run("ip", "-n", namespace, "-6", "addr", "flush", "to", Network.VIP6);
  }

  @Override
  public void stop(Node node) {
    agents.get(node).signalAll(Signal.STOP);
  }

  @Override
  public void kill(Node node) {
    if (agents.containsKey(node)) {
      // Nobody lives to see another one die.
      stop(node);
      agents.get(node).signalAll(Signal.KILL);
      forgetKernelState(node);
    }
  }

  @Override
  public void switchover(Node primary) {
    Outcome outcome = new AgentSocket(files.runDirectory(primary)).switchover();
    switch (outcome) {
      case Outcome.Done(String _) -> {}
      case Outcome.Refused(String reason, String mend) ->
          throw new LabException("switchover refused: " + reason + "; " + mend);
      case Outcome.Indeterminate(String text, String advice) ->
          throw new LabException("switchover indeterminate: " + text + "; " + advice);
    }
  }

  @Override
  public void forgetSwitchover(Node primary) {
    // Nothing is left behind: the new primary stays.
  }

  @Override
  public List<Long> service(Node node) {
    HostProcess agent = agents.get(node);
    return agent.all().stream().filter(id -> id != agent.id()).toList();
  }

  @Override
  public List<Long> daemon(Node node) {
    return List.of(agents.get(node).id());
  }

  @Override
  public void refuse(Node node, boolean refuses) {
    // The signal toggles; a server that was replaced meanwhile does not refuse.
    List<Long> running = service(node);
    List<Long> targets = refuses ? running : refusing.getOrDefault(node, List.of());
    targets.stream().filter(running::contains).forEach(Signal.USER_2::send);
    refusing.put(node, refuses ? running : List.of());
  }

  @Override
  public String unsettled() {
    for (Node voter : VOTERS) {
      if (!agents.containsKey(voter)) {
        return "the agent of " + voter.host() + " was not started";
      }
      if (!agents.get(voter).alive()) {
        // Nothing will bring it back: waiting for it would only hide why it ended.
        throw new LabException(
            "the agent of "
                + voter.host()
                + " has ended by itself, exit code "
                + agents.get(voter).exitCode());
      }
    }
    for (Node host : Node.PAIR) {
      Optional<StatusView> status = status(host);
      if (status.isEmpty()) {
        return "the agent of " + host.host() + " does not answer";
      }
      List<String> troubles = status.get().troubles();
      if (!troubles.isEmpty()) {
        return host.host() + " says: " + String.join("; ", troubles);
      }
    }
    return "";
  }

  @Override
  public Optional<Node> preferred() {
    return Optional.empty();
  }

  @Override
  public boolean hasWitness() {
    return true;
  }

  /** What the agent of that host says; empty if it does not answer. */
  public Optional<StatusView> status(Node host) {
    return new AgentSocket(files.runDirectory(host)).status();
  }

  /** The group's journal after that position, from whichever host answers; empty if none does. */
  public List<EventView> journal(long since) {
    return Node.PAIR.stream()
        .map(host -> new AgentSocket(files.runDirectory(host)).events(since))
        .filter(events -> !events.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  @Override
  public List<String> lastTakeover() {
    return TimelineView.last(journal(0))
        .map(timeline -> TimelineText.lines(timeline, true))
        .orElse(List.of());
  }

  @Override
  public String logs() {
    StringBuilder text = new StringBuilder();
    for (Node node : agents.keySet()) {
      text.append("--- ").append(files.log(node)).append('\n');
      text.append(Commands.run("tail", "-n", "15", files.log(node).toString()));
    }
    return text.toString();
  }

  /** The agents end gracefully, the witness last; what does not end is killed. */
  @Override
  public void close() {
    for (Node host : Node.PAIR) {
      end(host);
    }
    Node.PAIR.forEach(this::awaitEnd);
    end(Node.WITNESS);
    awaitEnd(Node.WITNESS);
  }

  private void end(Node node) {
    if (agents.containsKey(node)) {
      agents.get(node).signalAll(Signal.CONTINUE);
      agents.get(node).signal(Signal.TERMINATE);
    }
  }

  private void awaitEnd(Node node) {
    if (agents.containsKey(node) && !agents.get(node).ended(GRACE_MILLIS)) {
      agents.get(node).signalAll(Signal.KILL);
    }
  }
}
