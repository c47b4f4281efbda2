package tandem.cluster.takeover;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.platform.time.Moment;

/** What a member knows of the record, of itself and of its peers. It decides nothing. */
final class Knowledge {

  final MemberSettings settings;
  private LeaseRecord record = new LeaseRecord.Vacant();
  private Moment recordSeenAt;
  private final Map<HostName, HostStatus> peers = new HashMap<>();
  private Set<HostName> connected = Set.of();
  private boolean majority;
  private ApplicationState application = ApplicationState.UNKNOWN;
  private boolean synced;
  private String note = "";
  private boolean carrier;
  private boolean maintenance;
  private boolean stopping;
  private Optional<Moment> readySince = Optional.empty();
  private Optional<Moment> nobodyReadySince = Optional.empty();

  Knowledge(MemberSettings settings, Moment now) {
    this.settings = settings;
    this.recordSeenAt = now;
  }

  /**
   * Takes the record in if it is newer than what was known; returns true if it was. What is known
   * at the start, version 0, may be old: a claim on it is then refused and brings the present
   * record.
   */
  boolean record(Moment now, LeaseRecord seen) {
    if (seen.version() <= record.version()) {
      return false;
    }
    record = seen;
    recordSeenAt = now;
    return true;
  }

  void status(HostStatus status) {
    if (!status.host().equals(settings.self())) {
      peers.put(status.host(), status);
    }
  }

  void membership(Set<HostName> nowConnected, boolean nowMajority) {
    connected = Set.copyOf(nowConnected);
    majority = nowMajority;
  }

  void application(ApplicationState state, boolean inSync, String why) {
    application = state;
    synced = inSync;
    note = why;
  }

  void carrier(boolean up) {
    carrier = up;
  }

  void maintenance(boolean on) {
    maintenance = on;
  }

  void stopping() {
    stopping = true;
  }

  /** Brings the moments up to date that depend on several facts at once. */
  void settle(Moment now) {
    readySince = ready() && majority ? Optional.of(readySince.orElse(now)) : Optional.empty();
    boolean somebody = ready() || readyPeer().isPresent();
    nobodyReadySince = somebody ? Optional.empty() : Optional.of(nobodyReadySince.orElse(now));
  }

  LeaseRecord record() {
    return record;
  }

  Moment recordSeenAt() {
    return recordSeenAt;
  }

  boolean majority() {
    return majority;
  }

  ApplicationState application() {
    return application;
  }

  String note() {
    return note;
  }

  boolean carrier() {
    return carrier;
  }

  boolean maintenance() {
    return maintenance;
  }

  boolean isStopping() {
    return stopping;
  }

  Optional<Moment> readySince() {
    return readySince;
  }

  Optional<Moment> nobodyReadySince() {
    return nobodyReadySince;
  }

  /** True if the application could serve as primary, well or badly. */
  boolean applicationAlive() {
    return application == ApplicationState.STARTED
        || application == ApplicationState.SERVICE_UNAVAILABLE
        || application == ApplicationState.SUSPENDING
        || application == ApplicationState.SUSPENDED;
  }

  /** True if nothing on this host speaks against its being primary. */
  boolean fit() {
    return application.canServe() && carrier;
  }

  boolean ready() {
    return !stopping && ownStatus().ready();
  }

  HostStatus ownStatus() {
    return new HostStatus(
        settings.self(),
        settings.incarnation(),
        application,
        carrier,
        maintenance || stopping,
        synced,
        note);
  }

  Optional<HostStatus> peer(HostName host) {
    return Optional.ofNullable(peers.get(host));
  }

  boolean connected(HostName host) {
    return connected.contains(host);
  }

  boolean peerReady(HostName host) {
    return connected(host) && peer(host).map(HostStatus::ready).orElse(false);
  }

  /** The first other host, in order of preference, that could serve now. */
  Optional<HostName> readyPeer() {
    return settings.hosts().stream()
        .filter(host -> !host.equals(settings.self()))
        .filter(this::peerReady)
        .findFirst();
  }

  /** True if this run of this host's agent holds the record. */
  boolean mine() {
    return record instanceof LeaseRecord.Held held
        && held.holder().host().equals(settings.self())
        && held.holder().incarnation() == settings.incarnation();
  }

  /** The holder's host, if the record is held at all. */
  Optional<HostName> holderHost() {
    return record instanceof LeaseRecord.Held held
        ? Optional.of(held.holder().host())
        : Optional.empty();
  }
}
