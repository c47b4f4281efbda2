package tandem.server.node;

import tandem.cluster.role.RoleMessage;

/** What can happen to a node. */
public sealed interface NodeInput {

  /**
   * @param bytes handed over: nobody changes them afterwards
   */
  record Datagram(Listener listener, Endpoint source, byte[] bytes) implements NodeInput {}

  record FromAgent(RoleMessage.Down message) implements NodeInput {}

  record AgentConnected() implements NodeInput {}

  record AgentLost() implements NodeInput {}

  /** No agent: the node is primary on its own. */
  record Standalone() implements NodeInput {}

  /** The rehearsal is over. */
  record Ready() implements NodeInput {}

  /**
   * Something the service needs does not work.
   *
   * @param subject what, for example {@code udp:198.51.100.10:5060}
   */
  record Trouble(String subject, String reason) implements NodeInput {}

  record Mended(String subject) implements NodeInput {}

  /** An operator begins or ends a drill. */
  record DrillToggled() implements NodeInput {}

  record Stop(String reason) implements NodeInput {}

  record Tick() implements NodeInput {}
}
