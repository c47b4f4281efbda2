package tandem.agent.node;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.platform.time.Moment;

/** What one agent knows, at one moment, for status and console. */
public record NodeView(
    LeaseRecord record,
    Standing standing,
    Optional<Moment> rightEnds,
    HostStatus own,
    Map<HostName, HostStatus> hosts,
    String leader,
    Set<HostName> connected,
    Set<HostName> voters,
    List<Alarm> alarms) {

  public boolean majority() {
    return connected.size() * 2 > voters.size();
  }

  /** The host that serves, as far as this one knows. */
  public Optional<HostName> primary() {
    return record instanceof LeaseRecord.Held held && majority()
        ? Optional.of(held.holder().host())
        : Optional.empty();
  }
}
