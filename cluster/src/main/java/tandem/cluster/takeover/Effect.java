package tandem.cluster.takeover;

import java.util.Map;
import java.util.OptionalLong;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.Role;
import tandem.platform.time.Moment;

/**
 * What a {@link Member} wants done. Whatever claims the VIP carries its epoch and the end of the
 * right.
 */
public sealed interface Effect {

  record CompareAndSet(long token, long expectedVersion, LeaseRecord next) implements Effect {}

  record Publish(HostStatus status) implements Effect {}

  /** Say it to that host at once, past the store. It may be lost. */
  record Tell(HostName to, Letter letter) implements Effect {}

  /** Answered by {@link Input.RoleTaken} or {@link Input.RoleRefused}. */
  record ChangeRole(Role role, long epoch) implements Effect {}

  /** The application did not do as told in time: end it by force. */
  record KillApplication(String reason) implements Effect {}

  /**
   * Put the VIPs on the interface, read them back, unmute them until {@code rightEnds} and announce
   * them once. The edge checks the right last. Answered by {@link Input.AddressUp} or {@link
   * Input.AddressFailed}.
   */
  record RaiseAddress(long epoch, Moment rightEnds) implements Effect {}

  /** The right was renewed: let the kernel keep the VIPs until {@code rightEnds}. */
  record ExtendRight(long epoch, Moment rightEnds) implements Effect {}

  /**
   * Mute the VIPs and take them off. Answered by {@link Input.AddressDown} or {@link
   * Input.AddressFailed}.
   */
  record WithdrawAddress(String reason) implements Effect {}

  record Announce(long epoch, Moment rightEnds) implements Effect {}

  /** A line for people, with a stable event id. */
  record Log(String event, String text) implements Effect {}

  /**
   * The measured steps of one side of a change of primary.
   *
   * @param left the epoch that ended
   * @param taken the epoch that began; empty on the side that left, which need not know it
   */
  record Steps(long left, OptionalLong taken, String reason, Map<String, Moment> steps)
      implements Effect {
    public Steps {
      steps = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(steps));
    }
  }

  /** This host serves as primary of {@code epoch}: tell the others. */
  record Serving(long epoch) implements Effect {}

  record Answer(String request, Verdict verdict) implements Effect {}

  /** Everything is given up: the agent may end. */
  record Stopped() implements Effect {}

  /** How an operator's request ended. */
  sealed interface Verdict {
    record Done(String text) implements Verdict {}

    record Refused(String reason, String mend) implements Verdict {}

    record Indeterminate(String text, String advice) implements Verdict {}
  }
}
