package tandem.agent.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;

/** Which alarms stand, derived anew from what is known; raising and clearing is logged. */
final class Alarms {

  private Map<String, Alarm> raised = Map.of();
  private Optional<String> kernelLease = Optional.empty();
  private Optional<String> store = Optional.empty();

  void kernelLease(Optional<String> missing) {
    kernelLease = missing;
  }

  void storeFailed(String reason) {
    store = Optional.of(reason);
  }

  List<Alarm> raised() {
    return List.copyOf(raised.values());
  }

  List<NodeEffect> settle(NodeView view) {
    Map<String, Alarm> now = standing(view);
    if (now.equals(raised)) {
      return List.of();
    }
    List<NodeEffect> out = new ArrayList<>();
    for (Alarm alarm : now.values()) {
      if (!alarm.equals(raised.get(alarm.id()))) {
        out.add(new NodeEffect.Log("alarm.raised", alarm.id() + ": " + alarm.text()));
      }
    }
    for (String id : raised.keySet()) {
      if (!now.containsKey(id)) {
        out.add(new NodeEffect.Log("alarm.cleared", id));
      }
    }
    raised = now;
    return out;
  }

  private Map<String, Alarm> standing(NodeView view) {
    Map<String, Alarm> now = new LinkedHashMap<>();
    store.ifPresent(reason -> put(now, new Alarm("store.failed", true, reason)));
    if (view.voters().isEmpty() || view.standing() == Standing.STARTING) {
      return now;
    }
    if (!view.majority()) {
      put(
          now,
          new Alarm(
              "quorum.lost",
              true,
              "only "
                  + view.connected().size()
                  + " of "
                  + view.voters().size()
                  + " voters connected: no host may hold the VIP"));
    } else {
      for (HostName voter : view.voters()) {
        if (!view.connected().contains(voter)) {
          put(now, new Alarm("voter.lost." + voter, false, voter + " is not connected"));
        }
      }
      if (!(view.record() instanceof LeaseRecord.Held)) {
        put(now, new Alarm("vip.down", true, "no host holds the VIP: " + view.record().reason()));
      }
    }
    for (HostStatus status : view.hosts().values()) {
      if (view.connected().contains(status.host()) && !status.ready()) {
        put(now, new Alarm("host.not-ready." + status.host(), false, notReady(status)));
      }
    }
    kernelLease.ifPresent(
        reason ->
            put(
                now,
                new Alarm("kernel-lease.missing", false, "the kernel keeps no lease: " + reason)));
    return now;
  }

  private static String notReady(HostStatus status) {
    String why =
        status.maintenance()
            ? "in maintenance"
            : !status.carrier()
                ? "no carrier on its SIP interface"
                : "application " + status.application();
    return status.host()
        + " could not take over: "
        + why
        + (status.note().isEmpty() ? "" : ", " + status.note());
  }

  private static void put(Map<String, Alarm> alarms, Alarm alarm) {
    alarms.put(alarm.id(), alarm);
  }
}
