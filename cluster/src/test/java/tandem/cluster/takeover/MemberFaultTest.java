package tandem.cluster.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cluster.takeover.Rig.SIP1;
import static tandem.cluster.takeover.Rig.SIP2;
import static tandem.cluster.takeover.Rig.only;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.platform.time.Moment;

/** Each fault in each phase, and what holds a candidate back. */
class MemberFaultTest {

  static Stream<Supplier<Rig>> holding() {
    return Stream.of(Rig::activating, Rig::raising, Rig::serving);
  }

  private static void leaves(Rig rig, List<Effect> effects) {
    assertThat(only(effects, Effect.WithdrawAddress.class)).hasSize(1);
    assertThat(effects)
        .noneMatch(Effect.RaiseAddress.class::isInstance)
        .noneMatch(Effect.ExtendRight.class::isInstance)
        .noneMatch(Effect.Announce.class::isInstance);
    assertThat(rig.standing()).isEqualTo(Standing.DEMOTING);
  }

  @ParameterizedTest
  @MethodSource("holding")
  void aDeadApplicationMeansWithdrawAndNoRoleAsked(Supplier<Rig> phase) {
    Rig rig = phase.get();
    List<Effect> effects = rig.application(20, ApplicationState.STOPPED);
    leaves(rig, effects);
    assertThat(only(effects, Effect.ChangeRole.class)).isEmpty();
    rig.at(21, new Input.AddressDown());
    assertThat(rig.lastCas().next()).isInstanceOf(LeaseRecord.Released.class);
  }

  @ParameterizedTest
  @MethodSource("holding")
  void noCarrierWithAReadyPeerMeansWithdraw(Supplier<Rig> phase) {
    Rig rig = phase.get();
    leaves(rig, rig.at(20, new Input.CarrierSeen(false)));
  }

  @ParameterizedTest
  @MethodSource("holding")
  void serviceUnavailableOrMaintenanceWithAReadyPeerMeansWithdraw(Supplier<Rig> phase) {
    Rig one = phase.get();
    leaves(one, one.application(20, ApplicationState.SERVICE_UNAVAILABLE));
    Rig two = phase.get();
    leaves(two, two.at(20, new Input.MaintenanceSet(true)));
  }

  @ParameterizedTest
  @MethodSource("holding")
  void withNobodyBetterHalfAServiceIsKept(Supplier<Rig> phase) {
    Rig rig = phase.get();
    rig.peer(10, ApplicationState.STOPPED);
    Standing before = rig.standing();
    rig.at(20, new Input.CarrierSeen(false));
    rig.application(20, ApplicationState.SERVICE_UNAVAILABLE);
    rig.at(20, new Input.MaintenanceSet(true));
    assertThat(rig.standing()).isEqualTo(before);
    leaves(rig, rig.peer(30, ApplicationState.STARTED));
  }

  @ParameterizedTest
  @MethodSource("holding")
  void anothersRecordMeansWithdrawAtOnce(Supplier<Rig> phase) {
    Rig rig = phase.get();
    leaves(rig, rig.at(20, new Input.RecordSeen(rig.heldByPeer(8, 3))));
    rig.at(21, new Input.RoleTaken(Role.BACKUP, 3));
    rig.at(22, new Input.AddressDown());
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    assertThat(rig.lastCas().next()).as("nothing is released").isInstanceOf(LeaseRecord.Held.class);
  }

  @ParameterizedTest
  @MethodSource("holding")
  void theRightEndsAtLeadBeforeIt(Supplier<Rig> phase) {
    Rig rig = phase.get();
    rig.tick(100);
    rig.at(200, new Input.CasUnknown(rig.lastCas().token()));
    // Raising and Activating have deadlines of their own: 500 and 1,000 ms.
    Moment deadline = rig.member.deadline().orElseThrow();
    assertThat(deadline.isAfter(Moment.ofMillis(570))).isFalse();
    leaves(rig, rig.tick(570));
  }

  @ParameterizedTest
  @MethodSource("holding")
  void aFrozenAgentWithdrawsBeforeAnythingElseWhenItWakes(Supplier<Rig> phase) {
    Rig rig = phase.get();
    leaves(rig, rig.at(20_000, new Input.AddressLost("vip")));
    assertThat(rig.member.rightEnds().orElseThrow().isBefore(Moment.ofMillis(20_000))).isTrue();
  }

  @Test
  void anUnknownRenewalDoesNotExtendTheRight() {
    Rig rig = Rig.serving();
    rig.tick(100);
    rig.at(150, new Input.CasUnknown(rig.lastCas().token()));
    assertThat(rig.member.rightEnds()).contains(Moment.ofMillis(594));
    rig.tick(200);
    // The first was applied all the same: the earliest send counts.
    rig.at(210, new Input.RecordSeen(rig.mine(8, 2)));
    assertThat(rig.member.rightEnds()).contains(Moment.ofMillis(694));
  }

  @Test
  void anApplicationThatIsSilentIsKilled() {
    Rig rig = Rig.activating();
    keep(rig, 100, 1_000);
    assertThat(rig.count(Effect.KillApplication.class)).isEqualTo(1);
    assertThat(rig.standing()).isEqualTo(Standing.DEMOTING);
  }

  @Test
  void anAddressThatIsSilentMeansWithdraw() {
    Rig rig = Rig.raising();
    keep(rig, 100, 500);
    assertThat(rig.standing()).isEqualTo(Standing.DEMOTING);
    assertThat(rig.count(Effect.KillApplication.class)).isZero();
  }

  private static void keep(Rig rig, long from, long to) {
    for (long at = from; at <= to; at += 100) {
      rig.tick(at);
      rig.applied(at);
    }
  }

  @Test
  void aRefusedRoleOrAFailedAddressMeansWithdrawAndBackOff() {
    Rig rig = Rig.activating();
    leaves(rig, rig.at(10, new Input.RoleRefused(Role.PRIMARY, 2, "no licence")));
    rig.at(11, new Input.RoleTaken(Role.BACKUP, 2));
    rig.at(12, new Input.AddressDown());
    rig.peer(12, ApplicationState.STOPPED);
    rig.applied(20);
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    // 600 ms × (2 << 1) after the release was seen.
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(20 + 2_400));

    Rig other = Rig.raising();
    leaves(other, other.at(10, new Input.AddressFailed(true, "no such interface")));
  }

  @Test
  void anApplicationThatRefusesToBeBackupIsKilled() {
    Rig rig = Rig.withdrawing();
    rig.at(60, new Input.RoleRefused(Role.BACKUP, 2, "busy"));
    assertThat(rig.count(Effect.KillApplication.class)).isEqualTo(1);
    rig.at(61, new Input.AddressDown());
    assertThat(rig.lastCas().next()).isInstanceOf(LeaseRecord.Released.class);
  }

  @Test
  void anApplicationThatDoesNotAnswerToBeBackupIsKilledInTime() {
    Rig rig = Rig.withdrawing();
    rig.at(60, new Input.AddressDown());
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(1_050));
    rig.tick(1_050);
    assertThat(rig.count(Effect.KillApplication.class)).isEqualTo(1);
    assertThat(rig.lastCas().next()).isInstanceOf(LeaseRecord.Released.class);
  }

  @Test
  void anAddressThatDoesNotGoIsWithdrawnAgainAndNotReleased() {
    Rig rig = Rig.withdrawing();
    rig.at(55, new Input.RoleTaken(Role.BACKUP, 2));
    rig.at(60, new Input.AddressFailed(false, "still there"));
    assertThat(only(rig.tick(160), Effect.WithdrawAddress.class)).hasSize(1);
    assertThat(rig.lastCas().next()).isInstanceOf(LeaseRecord.Held.class);
    rig.at(170, new Input.AddressDown());
    assertThat(rig.lastCas().next()).isInstanceOf(LeaseRecord.Released.class);
  }

  @Test
  void anAddressLostIsPutBackWithTheRight() {
    Rig rig = Rig.serving();
    assertThat(rig.at(30, new Input.AddressLost("198.51.100.10")))
        .contains(new Effect.RaiseAddress(2, Moment.ofMillis(594)));
    leaves(rig, rig.at(40, new Input.AddressFailed(true, "gone again")));
  }

  @Test
  void aBackupIsDeafToAddressesAndRoles() {
    Rig rig = Rig.backup(SIP2);
    for (Input input :
        List.of(
            new Input.AddressLost("x"),
            new Input.AddressUp(1),
            new Input.AddressDown(),
            new Input.AddressFailed(true, "x"),
            new Input.AddressFailed(false, "x"),
            new Input.ForeignClaim("x", "y"),
            new Input.RoleTaken(Role.PRIMARY, 1),
            new Input.RoleRefused(Role.PRIMARY, 1, "x"))) {
      assertThat(rig.at(10, input))
          .allMatch(Effect.Log.class::isInstance, input + " claims nothing");
      assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    }
  }

  @Test
  void aForeignClaimIsAnsweredByANewSeriesButNotByAShoutingMatch() {
    Rig rig = Rig.serving();
    assertThat(only(rig.at(90, new Input.ForeignClaim("vip", "mac")), Effect.Log.class)).isEmpty();
    assertThat(only(rig.at(150, new Input.ForeignClaim("vip", "mac")), Effect.Announce.class))
        .hasSize(1);
    assertThat(only(rig.at(160, new Input.ForeignClaim("vip", "mac")), Effect.Announce.class))
        .isEmpty();
  }

  @Test
  void aFaultThatPassedIsNotTheBeginningOfALaterDeparture() {
    Rig rig = Rig.serving();
    rig.peer(10, ApplicationState.STOPPED);
    rig.at(20, new Input.CarrierSeen(false));
    rig.at(30, new Input.CarrierSeen(true));
    rig.peer(40, ApplicationState.STARTED);
    rig.at(300, new Input.SwitchoverRequested("r", Optional.empty(), false));
    rig.at(301, new Input.RoleTaken(Role.BACKUP, 2));
    rig.at(302, new Input.AddressDown());
    rig.applied(303);
    assertThat(rig.last(Effect.Steps.class).orElseThrow().steps().get("detect"))
        .isEqualTo(Moment.ofMillis(300));
  }

  @Test
  void withoutAMajorityOrInMaintenanceNobodyClaims() {
    Rig rig = Rig.backup(SIP2);
    rig.at(10, new Input.MembershipSeen(Set.of(SIP2), false));
    rig.tick(2_000);
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    assertThat(rig.member.deadline()).isEmpty();
    rig.at(2_100, new Input.MaintenanceSet(true));
    rig.at(2_100, new Input.MembershipSeen(Set.of(SIP1, SIP2), true));
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    rig.at(2_200, new Input.MaintenanceSet(false));
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
  }

  @Test
  void atTheFirstStartTheSecondHostLeavesTheFirstAWhile() {
    Rig first = new Rig(SIP1, false);
    first.at(0, new Input.AddressDown());
    first.ready(10);
    assertThat(first.standing()).isEqualTo(Standing.CLAIMING);
    Rig second = new Rig(SIP2, false);
    second.at(0, new Input.AddressDown());
    second.ready(10);
    assertThat(second.standing()).isEqualTo(Standing.BACKUP);
    assertThat(second.member.deadline()).contains(Moment.ofMillis(2_410));
    second.tick(2_410);
    assertThat(second.standing()).isEqualTo(Standing.CLAIMING);
  }

  @Test
  void aReleaseForAnotherIsLeftToItWhileItIsReady() {
    Rig rig = Rig.backup(SIP1);
    LeaseRecord released = new LeaseRecord.Released(6, 1, SIP2, Optional.of(SIP2), true, "test");
    rig.at(10, new Input.RecordSeen(released));
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(2_410));
    rig.peer(20, ApplicationState.STOPPED);
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
  }

  @Test
  void theLastResortTakesWhatOnlyHalfServes() {
    Rig rig = halfReady();
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    rig.tick(11_999);
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    rig.tick(12_000);
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
  }

  private static Rig halfReady() {
    Rig rig = Rig.backup(SIP2);
    rig.application(0, ApplicationState.SERVICE_UNAVAILABLE);
    rig.peer(0, ApplicationState.STOPPED);
    rig.at(0, new Input.RecordSeen(rig.releasedByPeer(6, 1)));
    return rig;
  }

  /** Without a back-off this is a claim and a release in each round trip, for ever. */
  @Test
  void aLastResortThatIsRefusedIsNotTriedAgainAtOnce() {
    Rig rig = halfReady();
    rig.at(1, new Input.RecordSeen(rig.releasedByPeer(8, 1)));
    rig.tick(12_000);
    rig.applied(12_001);
    rig.at(12_002, new Input.RoleRefused(Role.PRIMARY, rig.member.record().epoch(), "no"));
    rig.at(12_003, new Input.RoleTaken(Role.BACKUP, rig.member.record().epoch()));
    rig.at(12_004, new Input.AddressDown());
    rig.applied(12_005);
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(12_005 + 2_400));
  }

  @Test
  void flappingHoldsCandidatesBack() {
    Rig rig = Rig.backup(SIP2);
    // Two unplanned changes within a minute: the limit.
    rig.at(10, new Input.RecordSeen(rig.heldByPeer(6, 2)));
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(616));
    rig.at(20, new Input.RecordSeen(rig.heldByPeer(7, 3)));
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(1_020));
    rig.at(30, new Input.RecordSeen(rig.heldByPeer(8, 4)));
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(2_030));
    // A minute later all is forgotten.
    rig.at(70_000, new Input.RecordSeen(rig.heldByPeer(9, 4)));
    rig.tick(70_606);
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
  }
}
