package tandem.cluster.takeover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.lease.LeaseSettings;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.platform.time.Moment;

/**
 * One member on a bench: each input by hand, each effect kept. Lease 600 ms, renewed each 100 ms, ρ
 * = 1 %: a right lasts 594 ms, patience is 606 ms, the lead 24 ms, courtesy 2,400 ms.
 */
final class Rig {

  static final HostName SIP1 = new HostName("sip-1");
  static final HostName SIP2 = new HostName("sip-2");
  static final HostName WITNESS = new HostName("witness");
  static final LeaseSettings LEASE =
      new LeaseSettings(Duration.ofMillis(600), Duration.ofMillis(100), 10);
  static final long RUN = 7;

  final HostName self;
  final HostName peer;
  final Member member;
  final List<Effect> all = new ArrayList<>();
  private long millis;

  Rig(HostName self, boolean automaticFailback) {
    this.self = self;
    this.peer = self.equals(SIP1) ? SIP2 : SIP1;
    this.member = new Member(Moment.ofMillis(0), settings(self, automaticFailback));
    all.addAll(member.start());
  }

  static MemberSettings settings(HostName self, boolean automaticFailback) {
    return new MemberSettings(
        self,
        RUN,
        List.of(SIP1, SIP2),
        LEASE,
        Duration.ofMillis(1_000),
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        2,
        automaticFailback);
  }

  /** A clean, ready backup of its peer, which has just renewed version 5 of epoch 1. */
  static Rig backup(HostName self) {
    Rig rig = new Rig(self, false);
    rig.at(0, new Input.RecordSeen(rig.heldByPeer(5, 1)));
    rig.at(0, new Input.AddressDown());
    rig.ready(0);
    return rig;
  }

  /** sip-1, told at 0 to claim by the release of its peer: version 6 of epoch 1. */
  static Rig claiming() {
    Rig rig = backup(SIP1);
    rig.at(0, new Input.RecordSeen(rig.releasedByPeer(6, 1)));
    return rig;
  }

  /** sip-1, holding epoch 2 since version 7, its application asked to be primary. */
  static Rig activating() {
    Rig rig = claiming();
    rig.applied(0);
    return rig;
  }

  static Rig raising() {
    Rig rig = activating();
    rig.at(0, new Input.RoleTaken(Role.PRIMARY, 2));
    return rig;
  }

  static Rig serving() {
    Rig rig = raising();
    rig.at(0, new Input.AddressUp(2));
    return rig;
  }

  static Rig withdrawing() {
    Rig rig = serving();
    rig.application(50, ApplicationState.SERVICE_UNAVAILABLE);
    return rig;
  }

  static Rig releasing() {
    Rig rig = withdrawing();
    rig.at(50, new Input.RoleTaken(Role.BACKUP, 2));
    rig.at(50, new Input.AddressDown());
    return rig;
  }

  void ready(long at) {
    at(at, new Input.MembershipSeen(Set.of(SIP1, SIP2, WITNESS), true));
    at(at, new Input.CarrierSeen(true));
    at(at, new Input.StatusSeen(peer(ApplicationState.STARTED)));
    application(at, ApplicationState.STARTED);
  }

  List<Effect> at(long at, Input input) {
    if (at < millis) {
      throw new IllegalStateException("time goes forward only");
    }
    millis = at;
    List<Effect> effects = member.step(Moment.ofMillis(at), input);
    all.addAll(effects);
    return effects;
  }

  List<Effect> tick(long at) {
    return at(at, new Input.Tick());
  }

  List<Effect> application(long at, ApplicationState state) {
    return at(at, new Input.ApplicationSeen(state, true, ""));
  }

  List<Effect> peer(long at, ApplicationState state) {
    return at(at, new Input.StatusSeen(peer(state)));
  }

  HostStatus peer(ApplicationState state) {
    return new HostStatus(peer, 8, state, true, false, true, "");
  }

  /** Answers the last compare-and-set: applied. */
  List<Effect> applied(long at) {
    Effect.CompareAndSet cas = lastCas();
    return at(at, new Input.CasAnswered(cas.token(), true, cas.next()));
  }

  Effect.CompareAndSet lastCas() {
    return last(Effect.CompareAndSet.class).orElseThrow();
  }

  <T extends Effect> Optional<T> last(Class<T> kind) {
    return of(all, kind).reduce((_, b) -> b);
  }

  <T extends Effect> long count(Class<T> kind) {
    return of(all, kind).count();
  }

  static <T extends Effect> java.util.stream.Stream<T> of(List<Effect> effects, Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast);
  }

  static <T extends Effect> List<T> only(List<Effect> effects, Class<T> kind) {
    return of(effects, kind).toList();
  }

  Standing standing() {
    return member.standing();
  }

  LeaseRecord.Held heldByPeer(long version, long epoch) {
    return new LeaseRecord.Held(version, epoch, new Holder(peer, 8), false, "test");
  }

  LeaseRecord.Held mine(long version, long epoch) {
    return new LeaseRecord.Held(version, epoch, new Holder(self, RUN), false, "test");
  }

  LeaseRecord.Released releasedByPeer(long version, long epoch) {
    return new LeaseRecord.Released(version, epoch, peer, Optional.of(self), false, "test");
  }
}
