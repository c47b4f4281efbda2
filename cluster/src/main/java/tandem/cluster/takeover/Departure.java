package tandem.cluster.takeover;

import java.util.Optional;
import tandem.cluster.lease.HostName;

/**
 * Why a host gives the VIP up, and for whom.
 *
 * @param intended the host that should take it, if one is known to be ready
 * @param planned an operator, a stop or a fail-back asked for it; false for a fault
 */
record Departure(String reason, Optional<HostName> intended, boolean planned) {

  static Departure fault(String reason, Optional<HostName> intended) {
    return new Departure(reason, intended, false);
  }

  static Departure planned(String reason, Optional<HostName> intended) {
    return new Departure(reason, intended, true);
  }
}
