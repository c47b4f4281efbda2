package tandem.server.main;

import tandem.cluster.role.RoleMessage;

/** The way to the agent. */
interface AgentLink {

  /** For a server without an agent. */
  AgentLink NONE = message -> {};

  /** Blocks only while the agent does not read. Without a connection the message is lost. */
  void send(RoleMessage.Up message);
}
