package tandem.agent.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.takeover.Input;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;

/**
 * The node of the third voter: it sees and tells, takes operators' requests, and never holds a VIP.
 */
public final class Witness implements Machine<NodeInput, NodeEffect> {

  private final HostStatus own;
  private final Desk desk;
  private final Alarms alarms = new Alarms();
  private final Map<HostName, HostStatus> hosts = new LinkedHashMap<>();
  private LeaseRecord record = new LeaseRecord.Vacant();
  private NodeInput.Membership membership = new NodeInput.Membership("", Set.of(), Set.of());

  public Witness(HostName self, long incarnation, List<HostName> hosts) {
    this.own =
        new HostStatus(self, incarnation, ApplicationState.UNKNOWN, false, false, false, "witness");
    this.desk = new Desk(hosts);
  }

  @Override
  public List<NodeEffect> step(Moment now, NodeInput input) {
    List<NodeEffect> effects = new ArrayList<>();
    switch (input) {
      case NodeInput.Tick _ -> effects.addAll(desk.overdue(now));
      case NodeInput.Takeover(Input.RecordSeen seen) -> {
        if (seen.record().version() > record.version()) {
          record = seen.record();
        }
      }
      case NodeInput.StatusSeen seen -> hosts.put(seen.status().host(), seen.status());
      case NodeInput.Membership seen -> {
        membership = seen;
        desk.membership(seen);
      }
      case NodeInput.Journal journal -> {
        if (!journal.replayed() && journal.entry().kind().equals(Requests.RESULT)) {
          effects.addAll(desk.resultSeen(journal.entry()));
        }
      }
      case NodeInput.StoreFailed failed -> alarms.storeFailed(failed.reason());
      case NodeInput.SwitchoverAsked asked ->
          desk.tooMany(asked.request())
              .ifPresentOrElse(
                  effects::add, () -> effects.addAll(desk.switchoverAsked(now, asked, record)));
      case NodeInput.MaintenanceAsked asked ->
          desk.tooMany(asked.request())
              .ifPresentOrElse(
                  effects::add, () -> effects.addAll(desk.maintenanceAsked(now, asked)));
      case NodeInput.StopAsked _ -> effects.add(new NodeEffect.End());
      case NodeInput.Takeover _,
          NodeInput.Health _,
          NodeInput.FirstAnswer _,
          NodeInput.KernelLease _ -> {}
    }
    effects.addAll(alarms.settle(view()));
    return effects;
  }

  public NodeView view() {
    return new NodeView(
        record,
        Standing.BACKUP,
        Optional.empty(),
        own,
        Map.copyOf(hosts),
        membership.leader(),
        membership.connected(),
        membership.voters(),
        alarms.raised());
  }

  @Override
  public Optional<Moment> deadline() {
    return desk.deadline();
  }
}
