package tandem.cluster.group;

import tandem.cluster.lease.HostName;
import tandem.cluster.role.ApplicationState;

/**
 * What a host tells the others of itself through the quorum, at each change.
 *
 * @param incarnation of its agent
 * @param application the state of its application
 * @param carrier true if the interface of the VIP is up and has a carrier
 * @param maintenance true if an operator took the host out of service
 * @param synced true if the application is in sync with the primary, or is one that keeps no state
 * @param note for people: why the application cannot serve, empty if it can
 */
public record HostStatus(
    HostName host,
    long incarnation,
    ApplicationState application,
    boolean carrier,
    boolean maintenance,
    boolean synced,
    String note) {

  /** True if the host could be primary now. */
  public boolean ready() {
    return application.canServe() && carrier && !maintenance;
  }
}
