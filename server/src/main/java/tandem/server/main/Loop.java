package tandem.server.main;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.server.node.Node;
import tandem.server.node.NodeEffect;
import tandem.server.node.NodeEffect.Level;
import tandem.server.node.NodeInput;

/** The one thread that steps the node and carries out its effects. */
final class Loop implements Runnable {

  private static final long LONGEST_WAIT = Inbox.nanos(1_000);

  private final Node node;
  private final Inbox inbox;
  private final List<ListenSocket> sockets;
  private final AgentLink agent;
  private final LogSink log;
  private long droppedSeen;

  /**
   * @param sockets by the number of their listener
   */
  Loop(Node node, Inbox inbox, List<ListenSocket> sockets, AgentLink agent, LogSink log) {
    this.node = node;
    this.inbox = inbox;
    this.sockets = sockets;
    this.agent = agent;
    this.log = log;
  }

  /** Runs until the node halts. */
  @Override
  public void run() {
    List<NodeInput> batch = new ArrayList<>();
    try {
      while (true) {
        inbox.take(batch, waitNanos());
        Moment now = new Moment(System.nanoTime());
        for (NodeInput input : batch) {
          if (carryOut(node.step(now, input))) {
            return;
          }
        }
        if (batch.isEmpty() || node.deadline().filter(now::reached).isPresent()) {
          carryOut(node.step(now, new NodeInput.Tick()));
          complain();
        }
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long waitNanos() {
    Optional<Moment> deadline = node.deadline();
    if (deadline.isEmpty()) {
      return LONGEST_WAIT;
    }
    long left = deadline.get().nanos() - System.nanoTime();
    return Math.clamp(left, 0, LONGEST_WAIT);
  }

  /** True if the node has halted. */
  private boolean carryOut(List<NodeEffect> effects) {
    for (NodeEffect effect : effects) {
      switch (effect) {
        case NodeEffect.Send send ->
            sockets.get(send.from().number()).send(send.to(), send.bytes());
        case NodeEffect.ToAgent(var message) -> agent.send(message);
        case NodeEffect.Log(Level level, String event, Map<String, String> details) ->
            log.log(level, event, details);
        case NodeEffect.Halt _ -> {
          log.log(Level.INFO, "edge.total", total());
          return true;
        }
      }
    }
    return false;
  }

  private Map<String, String> total() {
    Map<String, String> total = new LinkedHashMap<>();
    total.put("dropped", Long.toString(inbox.dropped()));
    total.put("unsent", Long.toString(sockets.stream().mapToLong(ListenSocket::unsent).sum()));
    return total;
  }

  private void complain() {
    long dropped = inbox.dropped();
    if (dropped > droppedSeen) {
      log.log(
          Level.WARN, "inbox.overflow", Map.of("dropped", Long.toString(dropped - droppedSeen)));
      droppedSeen = dropped;
    }
  }
}
