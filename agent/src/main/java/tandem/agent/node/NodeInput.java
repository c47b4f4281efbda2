package tandem.agent.node;

import java.util.Optional;
import java.util.Set;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.lease.HostName;
import tandem.platform.time.Moment;

/**
 * What may reach an agent's node: inputs of its machines as they are, and what concerns several of
 * them.
 */
public sealed interface NodeInput {

  record Tick() implements NodeInput {}

  record Takeover(tandem.cluster.takeover.Input input) implements NodeInput {}

  record Health(tandem.agent.health.Input input) implements NodeInput {}

  record StatusSeen(HostStatus status) implements NodeInput {}

  record Membership(String leader, Set<HostName> connected, Set<HostName> voters)
      implements NodeInput {}

  /** An entry of the group's journal; {@code replayed} if it was there before this start. */
  record Journal(JournalEntry entry, boolean replayed) implements NodeInput {}

  /** The first packet from a VIP was seen on the wire after this host took it. */
  record FirstAnswer(long epoch, Moment at) implements NodeInput {}

  /** The kernel cannot keep the lease on this host, or can again. */
  record KernelLease(Optional<String> missing) implements NodeInput {}

  /** The store of this voter failed and acknowledges nothing any more. */
  record StoreFailed(String reason) implements NodeInput {}

  record SwitchoverAsked(String request, Optional<String> to, boolean force) implements NodeInput {}

  record MaintenanceAsked(String request, String host, boolean on, boolean force)
      implements NodeInput {}

  /** SIGTERM: hand over, stop the application, end. */
  record StopAsked() implements NodeInput {}
}
