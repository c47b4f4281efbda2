package tandem.cluster.takeover;

import java.util.Optional;
import java.util.Set;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;

/** What may happen to a {@link Member}. */
public sealed interface Input {

  /** The deadline of the machine was reached. */
  record Tick() implements Input {}

  /** The store's replica on this host shows this record. May be old, never wrong. */
  record RecordSeen(LeaseRecord record) implements Input {}

  /**
   * The compare-and-set of {@code token} was decided: applied or refused; {@code record} is what
   * stood after it.
   */
  record CasAnswered(long token, boolean applied, LeaseRecord record) implements Input {}

  /**
   * Nothing is known of the compare-and-set of {@code token}: it may have been applied, or may be
   * later.
   */
  record CasUnknown(long token) implements Input {}

  record StatusSeen(HostStatus status) implements Input {}

  /** A host said this to this one, past the store; sealed by the quorum's secret. */
  record LetterSeen(HostName from, Letter letter) implements Input {}

  record MembershipSeen(Set<HostName> connected, boolean majority) implements Input {}

  /** What the supervisor knows of the application on this host. */
  record ApplicationSeen(ApplicationState state, boolean synced, String note) implements Input {}

  record CarrierSeen(boolean carrier) implements Input {}

  record MaintenanceSet(boolean on) implements Input {}

  record RoleTaken(Role role, long epoch) implements Input {}

  record RoleRefused(Role role, long epoch, String reason) implements Input {}

  /** The VIPs are on the interface, read back, unmuted and announced once. */
  record AddressUp(long epoch) implements Input {}

  /** The VIPs are not on the interface, read back, and muted. */
  record AddressDown() implements Input {}

  /** An address command failed or did not do what it said. */
  record AddressFailed(boolean raising, String reason) implements Input {}

  /** A VIP that should be on the interface is gone: somebody else removed it. */
  record AddressLost(String what) implements Input {}

  /** Somebody else claims the VIP on the wire. */
  record ForeignClaim(String address, String linkAddress) implements Input {}

  record SwitchoverRequested(String request, Optional<HostName> to, boolean force)
      implements Input {}

  /** The new primary of {@code epoch} says that it serves. */
  record ServingSeen(HostName host, long epoch) implements Input {}

  /** Give everything up in good order, then take nothing again. */
  record StopRequested() implements Input {}
}
