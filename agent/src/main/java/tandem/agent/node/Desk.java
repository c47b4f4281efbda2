package tandem.agent.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.takeover.Effect.Verdict;
import tandem.platform.time.Moment;

/**
 * Takes operators' requests on any host, passes them on through the journal to the host that can
 * act, and sees to it that each is answered once.
 */
final class Desk {

  private final List<HostName> hosts;
  private final Requests requests = new Requests();
  private Set<HostName> connected = Set.of();
  private boolean majority;

  Desk(List<HostName> hosts) {
    this.hosts = hosts;
  }

  void membership(NodeInput.Membership seen) {
    connected = seen.connected();
    majority = seen.connected().size() * 2 > seen.voters().size();
  }

  Optional<HostName> host(String name) {
    return hosts.stream().filter(host -> host.value().equals(name)).findFirst();
  }

  void await(Moment now, String request) {
    requests.await(now, request);
  }

  /** The refusal of one request too many, or empty if there is room for it. */
  Optional<NodeEffect> tooMany(String request) {
    return requests.full()
        ? Optional.of(
            new NodeEffect.Answer(
                request,
                new Verdict.Refused(
                    "too many requests wait for an answer on this host",
                    "wait for their end and ask again")))
        : Optional.empty();
  }

  /** A switchover was asked here, and this host is not the primary. */
  List<NodeEffect> switchoverAsked(
      Moment now, NodeInput.SwitchoverAsked asked, LeaseRecord record) {
    requests.await(now, asked.request());
    if (asked.to().isPresent() && host(asked.to().get()).isEmpty()) {
      return answered(asked.request(), unknown(asked.to().get()));
    }
    if (!majority) {
      return answered(asked.request(), noMajority());
    }
    if (!(record instanceof LeaseRecord.Held)) {
      return answered(
          asked.request(),
          new Verdict.Refused(
              "no host is primary",
              "tandem status says what each host lacks; the first one ready takes the VIP"));
    }
    Map<String, String> details = new LinkedHashMap<>();
    details.put("request", asked.request());
    asked.to().ifPresent(host -> details.put("to", host));
    details.put("force", String.valueOf(asked.force()));
    return List.of(new NodeEffect.Append(Requests.SWITCHOVER, details));
  }

  /** Maintenance of another host was asked here. */
  List<NodeEffect> maintenanceAsked(Moment now, NodeInput.MaintenanceAsked asked) {
    requests.await(now, asked.request());
    Optional<HostName> host = host(asked.host());
    if (host.isEmpty()) {
      return answered(asked.request(), unknown(asked.host()));
    }
    if (!majority) {
      return answered(asked.request(), noMajority());
    }
    if (!connected.contains(host.get())) {
      return answered(
          asked.request(),
          new Verdict.Refused(
              asked.host() + " is not connected", "ask on " + asked.host() + " itself"));
    }
    Map<String, String> details = new LinkedHashMap<>();
    details.put("request", asked.request());
    details.put("host", asked.host());
    details.put("on", String.valueOf(asked.on()));
    details.put("force", String.valueOf(asked.force()));
    return List.of(new NodeEffect.Append(Requests.MAINTENANCE, details));
  }

  /** Answers here if the operator asked here, else through the journal. */
  List<NodeEffect> answered(String request, Verdict verdict) {
    return List.of(
        requests.settle(request)
            ? new NodeEffect.Answer(request, verdict)
            : new NodeEffect.Append(Requests.RESULT, Requests.result(request, verdict)));
  }

  /** A result in the journal: of interest only to the host on which the operator waits. */
  List<NodeEffect> resultSeen(JournalEntry entry) {
    String request = entry.details().getOrDefault("request", "");
    return requests.settle(request)
        ? List.of(new NodeEffect.Answer(request, Requests.verdict(entry)))
        : List.of();
  }

  List<NodeEffect> overdue(Moment now) {
    Optional<String> request = requests.overdue(now);
    if (request.isEmpty()) {
      return List.of();
    }
    requests.settle(request.get());
    return List.of(
        new NodeEffect.Answer(
            request.get(),
            new Verdict.Indeterminate(
                "no answer within " + Requests.PATIENCE.toSeconds() + " s",
                "look at tandem status on each host before asking again")));
  }

  Optional<Moment> deadline() {
    return requests.deadline();
  }

  /** A request of another host names a host that is none. */
  List<NodeEffect> unknownAnswered(String request, String name) {
    return answered(request, unknown(name));
  }

  private Verdict unknown(String name) {
    return new Verdict.Refused("host '" + name + "' is not one of " + hosts, "name one of them");
  }

  private static Verdict noMajority() {
    return new Verdict.Refused(
        "this host is not connected to a majority of the voters",
        "ask on a host that is, or mend the network; tandem status shows who is connected");
  }
}
