package tandem.cluster.group;

import java.time.Duration;
import java.util.List;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseSettings;

/**
 * What a host of the group must know to take part in takeovers.
 *
 * @param self this host, one of {@code hosts}
 * @param incarnation of this run of the agent, random
 * @param hosts the hosts that may hold the VIP, in order of preference at start
 * @param roleDeadline how long the application may take to take on a role
 * @param addressDeadline how long the VIP may take to come up or go
 * @param refresh interval of announcements in steady state
 * @param flapLimit unplanned takeovers per minute before candidates hold back
 * @param automaticFailback true to go back to the first host when it is ready again
 */
public record MemberSettings(
    HostName self,
    long incarnation,
    List<HostName> hosts,
    LeaseSettings lease,
    Duration roleDeadline,
    Duration addressDeadline,
    Duration refresh,
    int flapLimit,
    boolean automaticFailback) {

  public MemberSettings {
    hosts = List.copyOf(hosts);
    if (!hosts.contains(self)) {
      throw new IllegalArgumentException("host '" + self + "' is not one of " + hosts);
    }
  }

  /** How long a host that is not the first choice waits for the one that is. */
  public Duration courtesy() {
    return lease.duration().multipliedBy(4);
  }

  /**
   * How long nobody must have been able to serve before a host takes the VIP that only half can.
   */
  public Duration lastResort() {
    return lease.duration().multipliedBy(20);
  }
}
