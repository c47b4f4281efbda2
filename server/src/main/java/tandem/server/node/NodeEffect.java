package tandem.server.node;

import java.util.Map;
import tandem.cluster.role.RoleMessage;

/** What a node asks of its edge, in this order. */
public sealed interface NodeEffect {

  /** Send from the socket of {@code from}. */
  record Send(Listener from, Endpoint to, byte[] bytes) implements NodeEffect {}

  /** To the agent if there is one; lost otherwise. */
  record ToAgent(RoleMessage.Up message) implements NodeEffect {}

  /**
   * @param event a stable id
   * @param details in the order to show; no secrets
   */
  record Log(Level level, String event, Map<String, String> details) implements NodeEffect {}

  /** End the process in good order. */
  record Halt(String reason) implements NodeEffect {}

  enum Level {
    INFO,
    WARN,
    ERROR
  }
}
