package tandem.cluster.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cluster.takeover.Rig.SIP1;
import static tandem.cluster.takeover.Rig.SIP2;
import static tandem.cluster.takeover.Rig.only;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.cluster.takeover.Effect.Verdict;
import tandem.platform.time.Moment;

/** An operator's switchover: each refusal with reason and mend; one answer, always. */
class HandoverTest {

  private static Input.SwitchoverRequested to(HostName host, boolean force) {
    return new Input.SwitchoverRequested("r1", Optional.of(host), force);
  }

  private static Verdict answer(List<Effect> effects) {
    return only(effects, Effect.Answer.class).stream()
        .reduce(
            (a, b) -> {
              throw new AssertionError("two answers");
            })
        .orElseThrow(() -> new AssertionError("no answer"))
        .verdict();
  }

  private static void refused(List<Effect> effects, String reason, String mend) {
    assertThat(answer(effects))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            no -> {
              assertThat(no.reason()).contains(reason);
              assertThat(no.mend()).contains(mend);
            });
    assertThat(only(effects, Effect.WithdrawAddress.class)).isEmpty();
  }

  private static void status(
      Rig rig, ApplicationState state, boolean carrier, boolean maintenance, boolean synced) {
    rig.at(
        10,
        new Input.StatusSeen(new HostStatus(SIP2, 8, state, carrier, maintenance, synced, "note")));
  }

  @Test
  void aHostThatIsNotPrimaryRefuses() {
    refused(Rig.backup(SIP1).at(10, to(SIP2, true)), "not primary", "status");
    refused(Rig.raising().at(10, to(SIP2, true)), "not primary", "status");
  }

  @Test
  void anUnknownHostIsRefused() {
    Rig rig = Rig.serving();
    refused(rig.at(10, to(new HostName("sip-9"), true)), "sip-9", "--to");
    refused(rig.at(10, to(Rig.WITNESS, true)), "witness", "--to");
  }

  @Test
  void toItselfIsDoneAlready() {
    assertThat(answer(Rig.serving().at(10, to(SIP1, false)))).isInstanceOf(Verdict.Done.class);
  }

  @Test
  void aHostThatIsNotConnectedIsRefusedEvenByForce() {
    Rig rig = Rig.serving();
    rig.at(5, new Input.MembershipSeen(Set.of(SIP1, Rig.WITNESS), true));
    refused(rig.at(10, to(SIP2, true)), "not connected", "start its agent");
  }

  @Test
  void maintenanceAndCarrierAreRefusedEvenByForce() {
    Rig rig = Rig.serving();
    status(rig, ApplicationState.STARTED, true, true, true);
    refused(rig.at(10, to(SIP2, true)), "in maintenance", "maintenance off sip-2");
    status(rig, ApplicationState.STARTED, false, false, true);
    refused(rig.at(10, to(SIP2, true)), "no carrier", "cable");
  }

  @Test
  void anApplicationThatIsNotReadyIsRefusedWithItsNote() {
    Rig rig = Rig.serving();
    status(rig, ApplicationState.INITIALIZING, true, false, true);
    refused(rig.at(10, to(SIP2, true)), "INITIALIZING (note)", "STARTED");
  }

  @Test
  void anApplicationOutOfSyncIsRefusedUnlessForced() {
    Rig rig = Rig.serving();
    status(rig, ApplicationState.STARTED, true, false, false);
    refused(rig.at(10, to(SIP2, false)), "not in sync", "--force");
    List<Effect> effects = rig.at(11, to(SIP2, true));
    assertThat(only(effects, Effect.Answer.class)).isEmpty();
    assertThat(only(effects, Effect.WithdrawAddress.class)).hasSize(1);
  }

  private static Rig underWay() {
    Rig rig = Rig.serving();
    List<Effect> effects = rig.at(10, new Input.SwitchoverRequested("r1", Optional.empty(), false));
    assertThat(only(effects, Effect.WithdrawAddress.class)).hasSize(1);
    assertThat(only(effects, Effect.Answer.class)).isEmpty();
    rig.at(11, new Input.RoleTaken(Role.BACKUP, 2));
    rig.at(12, new Input.AddressDown());
    assertThat(rig.lastCas().next())
        .isInstanceOfSatisfying(
            LeaseRecord.Released.class,
            released -> {
              assertThat(released.planned()).isTrue();
              assertThat(released.intended()).contains(SIP2);
            });
    rig.applied(13);
    return rig;
  }

  @Test
  void theNewPrimaryServingMeansDoneOnce() {
    Rig rig = underWay();
    rig.at(14, new Input.RecordSeen(rig.heldByPeer(9, 3)));
    rig.at(15, new Input.ServingSeen(SIP2, 2));
    rig.at(15, new Input.ServingSeen(SIP1, 3));
    assertThat(rig.count(Effect.Answer.class)).isZero();
    assertThat(answer(rig.at(16, new Input.ServingSeen(SIP2, 3))))
        .isEqualTo(new Verdict.Done("sip-2 is primary, epoch 3"));
    rig.at(17, new Input.ServingSeen(SIP2, 3));
    rig.tick(20_000);
    assertThat(rig.count(Effect.Answer.class)).isEqualTo(1);
  }

  @Test
  void noEndInTimeIsIndeterminate() {
    Rig rig = underWay();
    rig.at(14, new Input.RecordSeen(rig.heldByPeer(9, 3)));
    rig.at(9_000, new Input.RecordSeen(rig.heldByPeer(10, 3)));
    assertThat(rig.count(Effect.Answer.class)).isZero();
    rig.at(10_009, new Input.RecordSeen(rig.heldByPeer(11, 3)));
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(10_010));
    assertThat(answer(rig.tick(10_010)))
        .isInstanceOfSatisfying(
            Verdict.Indeterminate.class, open -> assertThat(open.advice()).contains("status"));
    rig.at(10_011, new Input.ServingSeen(SIP2, 3));
    assertThat(rig.count(Effect.Answer.class)).isEqualTo(1);
  }

  @Test
  void aTargetThatDidNotTakeItMeansRefused() {
    Rig rig = underWay();
    rig.tick(2_500);
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
    assertThat(answer(rig.applied(2_501)))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            no -> assertThat(no.reason()).contains("sip-2 did not take the VIP"));
    assertThat(rig.count(Effect.Answer.class)).isEqualTo(1);
  }

  @Test
  void aSecondRequestWhileOneIsUnderWayIsRefused() {
    Rig rig = underWay();
    refused(
        rig.at(20, new Input.SwitchoverRequested("r2", Optional.empty(), true)),
        "not primary",
        "status");
    assertThat(rig.last(Effect.Answer.class).orElseThrow().request()).isEqualTo("r2");
  }

  @Test
  void automaticFailbackWaitsUntilTheFirstHostIsReadyForAWhile() {
    Rig rig = new Rig(SIP2, true);
    rig.at(0, new Input.RecordSeen(rig.releasedByPeer(6, 1)));
    rig.at(0, new Input.AddressDown());
    rig.at(0, new Input.MembershipSeen(Set.of(SIP1, SIP2), true));
    rig.at(0, new Input.CarrierSeen(true));
    rig.application(0, ApplicationState.STARTED);
    rig.applied(0);
    rig.at(0, new Input.RoleTaken(Role.PRIMARY, 2));
    rig.at(0, new Input.AddressUp(2));
    keep(rig, 100, 900);
    rig.peer(950, ApplicationState.STARTED);
    keep(rig, 1_000, 10_900);
    assertThat(rig.standing()).isEqualTo(Standing.PRIMARY);
    keep(rig, 10_950, 10_950);
    assertThat(rig.standing()).isEqualTo(Standing.DEMOTING);
  }

  private static void keep(Rig rig, long from, long to) {
    for (long at = from; at <= to; at += 100) {
      long before = rig.count(Effect.CompareAndSet.class);
      rig.tick(at);
      if (rig.count(Effect.CompareAndSet.class) > before) {
        rig.applied(at);
      }
    }
  }
}
