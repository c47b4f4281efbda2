package tandem.server.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.RoleMessage;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.server.node.NodeEffect.Halt;
import tandem.server.node.NodeEffect.Level;
import tandem.server.node.NodeEffect.Log;
import tandem.server.node.NodeEffect.ToAgent;

/** The SIP server without its sockets: routes each input to the machine it is for. */
public final class Node implements Machine<NodeInput, NodeEffect> {

  private static final int PROTOCOL = 1;

  private final NodeRules rules;
  private final RoleKeeper role = new RoleKeeper();
  private final ServiceState service = new ServiceState();
  private final Traffic traffic = new Traffic();
  private final UserAgentServer server;
  private final Reception reception;

  public Node(NodeRules rules) {
    this.rules = rules;
    this.server = new UserAgentServer(rules);
    this.reception = new Reception(server, rules.openRegistration(), traffic);
  }

  @Override
  public List<NodeEffect> step(Moment now, NodeInput input) {
    return switch (input) {
      case NodeInput.Datagram datagram -> datagram(now, datagram);
      case NodeInput.FromAgent(RoleMessage.Down message) -> fromAgent(message);
      case NodeInput.AgentConnected _ ->
          List.of(
              new ToAgent(new RoleMessage.Hello("sip-server", rules.pid(), PROTOCOL)), status());
      case NodeInput.AgentLost _ -> {
        role.agentLost();
        yield List.of(log(Level.WARN, "agent.lost"));
      }
      case NodeInput.Standalone _ -> {
        role.standalone();
        yield List.of(log(Level.INFO, "role.standalone"));
      }
      case NodeInput.Ready _ -> {
        service.ready();
        yield reported(Level.INFO, "service.rehearsed");
      }
      case NodeInput.Trouble(String subject, String reason) -> {
        service.trouble(subject, reason);
        yield reported(Level.ERROR, "service.trouble");
      }
      case NodeInput.Mended(String subject) -> {
        service.mended(subject);
        yield reported(Level.INFO, "service.mended");
      }
      case NodeInput.DrillToggled _ ->
          reported(Level.WARN, service.toggleDrill() ? "drill.begun" : "drill.ended");
      case NodeInput.Stop(String reason) -> stop(reason);
      case NodeInput.Tick _ -> {
        server.transactions().expire(now);
        server.registrar().expire(now);
        yield List.of();
      }
    };
  }

  private List<NodeEffect> datagram(Moment now, NodeInput.Datagram datagram) {
    traffic.received++;
    // A backup does not answer for the VIP, whatever reaches it.
    if (datagram.listener().kind() == Listener.Kind.SERVICE && !role.isPrimary()) {
      traffic.silent++;
      return List.of();
    }
    return reception.receive(now, datagram, service.state() == ApplicationState.STARTED);
  }

  private List<NodeEffect> fromAgent(RoleMessage.Down message) {
    return switch (message) {
      case RoleMessage.ChangeRole order -> {
        RoleMessage.Up answer = role.change(order);
        boolean changed = answer instanceof RoleMessage.RoleChanged;
        yield List.of(
            new ToAgent(answer),
            log(changed ? Level.INFO : Level.WARN, changed ? "role.changed" : "role.refused"));
      }
      case RoleMessage.Ping(long sequence) -> List.of(new ToAgent(new RoleMessage.Pong(sequence)));
      case RoleMessage.Suspend _ -> {
        // Nothing this version serves outlives its answer, so there is nothing to wait for.
        service.suspending();
        List<NodeEffect> effects = new ArrayList<>(reported(Level.INFO, "service.suspending"));
        effects.addAll(stop("suspended by the agent"));
        yield effects;
      }
      case RoleMessage.Exit _ -> stop("told to exit by the agent");
    };
  }

  private List<NodeEffect> stop(String reason) {
    role.agentLost();
    service.stopping();
    return List.of(
        status(),
        new Log(Level.INFO, "traffic.total", traffic.show()),
        new Log(Level.INFO, "server.stopping", Map.of("reason", reason)),
        new Halt(reason));
  }

  private List<NodeEffect> reported(Level level, String event) {
    return List.of(status(), log(level, event));
  }

  private ToAgent status() {
    return new ToAgent(new RoleMessage.Status(role.role(), service.state(), service.reason()));
  }

  private Log log(Level level, String event) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("role", role.role().name().toLowerCase(java.util.Locale.ROOT));
    details.put("epoch", Long.toString(role.epoch()));
    details.put("state", service.state().name().toLowerCase(java.util.Locale.ROOT));
    if (!service.reason().isEmpty()) {
      details.put("reason", service.reason());
    }
    return new Log(level, event, details);
  }

  @Override
  public Optional<Moment> deadline() {
    Optional<Moment> transactions = server.transactions().deadline();
    Optional<Moment> bindings = server.registrar().deadline();
    if (transactions.isPresent() && bindings.isPresent()) {
      return Optional.of(Moment.earliest(transactions.get(), bindings.get()));
    }
    return transactions.or(() -> bindings);
  }
}
