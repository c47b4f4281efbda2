package tandem.admin.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The group as one agent sees it.
 *
 * @param primary the host that holds the lease, as far as this agent knows
 * @param vips each as address/prefix
 * @param sinceWallMicros when the present primary took over, microseconds since 1970; 0 if unknown
 * @param hosts the two hosts, in the order of the configuration
 * @param local the host of the agent that answers
 * @param version of that agent
 */
public record StatusView(
    String group,
    long epoch,
    Optional<String> primary,
    List<String> vips,
    long sinceWallMicros,
    List<HostView> hosts,
    QuorumView quorum,
    LeaseView lease,
    List<AlarmView> alarms,
    String local,
    String version,
    Optional<TimelineView> lastTakeover) {

  public StatusView {
    vips = List.copyOf(vips);
    hosts = List.copyOf(hosts);
    alarms = List.copyOf(alarms);
  }

  /**
   * @param role {@code primary}, {@code backup} or {@code none}
   * @param application its state in lower case, for example {@code started}
   * @param carrier the interface of the VIP is up and has a carrier
   * @param ready it could be primary now
   * @param connected its agent is in the quorum's present view
   * @param note why it cannot serve; empty if it can
   */
  public record HostView(
      String name,
      String role,
      String application,
      boolean carrier,
      boolean ready,
      boolean maintenance,
      boolean connected,
      boolean synced,
      long incarnation,
      String note) {}

  /**
   * @param leader empty if none is known
   * @param majority true if more than half of the voters are connected
   */
  public record QuorumView(
      Optional<String> leader, List<String> connected, List<String> voters, boolean majority) {
    public QuorumView {
      connected = List.copyOf(connected);
      voters = List.copyOf(voters);
    }
  }

  /**
   * @param remainingMillis of the holder's right as this agent knows it; 0 if not held
   * @param profile {@code field}, {@code lab} or {@code fast}
   */
  public record LeaseView(
      Optional<String> holder,
      long version,
      long remainingMillis,
      String profile,
      long durationMillis) {}

  public enum Severity {
    INFO,
    WARNING,
    CRITICAL
  }

  /**
   * @param id stable, for example {@code quorum.lost}
   */
  public record AlarmView(String id, Severity severity, String text, long sinceWallMicros) {}

  /** What keeps the group from being healthy, worst first; empty if it is. */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    if (primary.isEmpty()) {
      troubles.add("no host holds the VIP");
    }
    if (!quorum.majority()) {
      troubles.add("no majority of voters: nobody can take over");
    } else if (quorum.connected().size() < quorum.voters().size()) {
      List<String> lost = new ArrayList<>(quorum.voters());
      lost.removeAll(quorum.connected());
      troubles.add("voter not connected: " + String.join(", ", lost));
    }
    for (HostView host : hosts) {
      if (host.maintenance()) {
        troubles.add(host.name() + " is in maintenance");
      } else if (host.connected() && !host.ready()) {
        troubles.add(
            host.name() + " is not ready" + (host.note().isEmpty() ? "" : ": " + host.note()));
      }
    }
    return troubles;
  }

  /** A primary serves, the other host could take over, every voter is there, no alarm stands. */
  public boolean healthy() {
    return troubles().isEmpty()
        && alarms.stream().allMatch(alarm -> alarm.severity() == Severity.INFO);
  }
}
