package tandem.cluster.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cluster.takeover.Rig.SIP1;
import static tandem.cluster.takeover.Rig.SIP2;
import static tandem.cluster.takeover.Rig.only;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.platform.time.Moment;

/** The arrows of the drawing at {@link Member}. */
class MemberTransitionTest {

  @Test
  void cleaningEndsWhenThePredecessorsVipsAreGone() {
    Rig rig = new Rig(SIP1, false);
    assertThat(rig.count(Effect.WithdrawAddress.class)).isEqualTo(1);
    rig.ready(0);
    assertThat(rig.standing()).isEqualTo(Standing.STARTING);
    assertThat(rig.count(Effect.CompareAndSet.class)).isZero();
    rig.at(5, new Input.AddressDown());
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
  }

  @Test
  void cleaningThatFailsIsTriedAgain() {
    Rig rig = new Rig(SIP1, false);
    rig.at(0, new Input.AddressFailed(false, "busy"));
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(100));
    assertThat(only(rig.tick(100), Effect.WithdrawAddress.class)).hasSize(1);
    assertThat(rig.standing()).isEqualTo(Standing.STARTING);
  }

  @Test
  void aSilentHoldersLeaseIsClaimedAfterPatienceAndNotBefore() {
    Rig rig = Rig.backup(SIP2);
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(606));
    rig.at(605, new Input.Tick());
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    List<Effect> effects = rig.tick(606);
    assertThat(only(effects, Effect.CompareAndSet.class))
        .singleElement()
        .satisfies(
            cas -> {
              assertThat(cas.expectedVersion()).isEqualTo(5);
              assertThat(cas.next())
                  .isEqualTo(
                      new LeaseRecord.Held(
                          6, 3, new Holder(SIP2, Rig.RUN), false, "lease of sip-1 ran out"));
            });
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
  }

  @Test
  void aRenewalSeenBeginsPatienceAnew() {
    Rig rig = Rig.backup(SIP2);
    rig.at(600, new Input.RecordSeen(rig.heldByPeer(6, 1)));
    rig.tick(606);
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(1_206));
    rig.at(700, new Input.RecordSeen(rig.heldByPeer(6, 1)));
    assertThat(rig.member.deadline()).as("the same version again").contains(Moment.ofMillis(1_206));
  }

  @Test
  void aReleaseForThisHostIsClaimedAtOnce() {
    Rig rig = Rig.claiming();
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
    assertThat(rig.lastCas().next().epoch()).isEqualTo(2);
  }

  @Test
  void anothersClaimFirstMeansBackup() {
    Rig rig = Rig.claiming();
    long token = rig.lastCas().token();
    rig.at(3, new Input.CasAnswered(token, false, rig.heldByPeer(7, 2)));
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    assertThat(rig.count(Effect.RaiseAddress.class)).isZero();
  }

  @Test
  void anUnansweredClaimIsSentAgainWithTheSameVersion() {
    Rig rig = Rig.claiming();
    rig.at(50, new Input.CasUnknown(rig.lastCas().token()));
    assertThat(rig.count(Effect.CompareAndSet.class)).isEqualTo(1);
    assertThat(only(rig.tick(100), Effect.CompareAndSet.class))
        .singleElement()
        .matches(cas -> cas.expectedVersion() == 6 && cas.next().epoch() == 2);
  }

  @Test
  void aClaimAppliedTellsTheApplicationBeforeTheAddress() {
    Rig rig = Rig.claiming();
    List<Effect> effects = rig.applied(4);
    assertThat(only(effects, Effect.ChangeRole.class))
        .containsExactly(new Effect.ChangeRole(Role.PRIMARY, 2));
    assertThat(rig.count(Effect.RaiseAddress.class)).isZero();
    assertThat(rig.standing()).isEqualTo(Standing.PROMOTING);
  }

  @Test
  void aClaimSeenTooLateGivesNoRightToActOn() {
    Rig rig = Rig.claiming();
    rig.at(700, new Input.RecordSeen(rig.mine(7, 2)));
    assertThat(rig.count(Effect.ChangeRole.class)).isZero();
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
    // It holds the record, so a renewal gives the right; the epoch stays.
    assertThat(rig.lastCas().expectedVersion()).isEqualTo(7);
    rig.applied(710);
    assertThat(rig.standing()).isEqualTo(Standing.PROMOTING);
    assertThat(rig.member.rightEnds()).contains(Moment.ofMillis(700 + 594));
  }

  @Test
  void theAddressComesAfterTheApplicationAndCarriesTheRight() {
    Rig rig = Rig.activating();
    List<Effect> effects = rig.at(10, new Input.RoleTaken(Role.PRIMARY, 2));
    assertThat(effects).contains(new Effect.RaiseAddress(2, Moment.ofMillis(594)));
    assertThat(rig.count(Effect.Serving.class)).isZero();
  }

  @Test
  void anAnswerOfAnotherEpochOrRoleIsNotTheAnswer() {
    Rig rig = Rig.activating();
    rig.at(10, new Input.RoleTaken(Role.PRIMARY, 1));
    rig.at(10, new Input.RoleTaken(Role.BACKUP, 2));
    rig.at(10, new Input.RoleRefused(Role.PRIMARY, 1, "old"));
    assertThat(rig.count(Effect.RaiseAddress.class)).isZero();
    assertThat(rig.standing()).isEqualTo(Standing.PROMOTING);
  }

  @Test
  void theAddressUpMeansPrimary() {
    Rig rig = Rig.raising();
    rig.at(10, new Input.AddressUp(1));
    assertThat(rig.standing()).isEqualTo(Standing.PROMOTING);
    List<Effect> effects = rig.at(12, new Input.AddressUp(2));
    assertThat(rig.standing()).isEqualTo(Standing.PRIMARY);
    assertThat(effects).contains(new Effect.Serving(2));
    assertThat(only(effects, Effect.Steps.class))
        .singleElement()
        .matches(steps -> steps.left() == 1 && steps.taken().equals(java.util.OptionalLong.of(2)))
        .satisfies(
            steps ->
                assertThat(steps.steps().keySet())
                    .containsExactly(
                        "detect", "decide", "taken", "promote", "vip-up", "announced"));
  }

  @Test
  void servingRenewsAndTheKernelFollows() {
    Rig rig = Rig.serving();
    assertThat(only(rig.tick(100), Effect.CompareAndSet.class)).hasSize(1);
    assertThat(rig.applied(110)).contains(new Effect.ExtendRight(2, Moment.ofMillis(694)));
  }

  @Test
  void theOrderOfLeavingIsAddressThenRelease() {
    Rig rig = Rig.withdrawing();
    assertThat(rig.standing()).isEqualTo(Standing.DEMOTING);
    assertThat(rig.all).contains(new Effect.ChangeRole(Role.BACKUP, 2));
    rig.at(60, new Input.RoleTaken(Role.BACKUP, 2));
    assertThat(rig.lastCas().next()).isInstanceOf(LeaseRecord.Held.class);
    rig.at(70, new Input.AddressDown());
    assertThat(rig.lastCas().next())
        .isInstanceOfSatisfying(
            LeaseRecord.Released.class,
            released -> {
              assertThat(released.intended()).contains(SIP2);
              assertThat(released.planned()).isFalse();
              assertThat(released.epoch()).isEqualTo(2);
            });
    assertThat(rig.member.rightEnds()).isEmpty();
  }

  @Test
  void aReleaseAppliedMeansBackupWithTheStepsTold() {
    Rig rig = Rig.releasing();
    List<Effect> effects = rig.applied(55);
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    assertThat(only(effects, Effect.Steps.class))
        .singleElement()
        .satisfies(
            steps ->
                assertThat(steps.steps().keySet())
                    .containsExactly("detect", "decide", "demote", "vip-down", "released"));
  }

  @Test
  void aRenewalThatSlippedInHasTheReleaseSentAgainAtOnce() {
    Rig rig = Rig.releasing();
    List<Effect> effects = rig.at(52, new Input.RecordSeen(rig.mine(8, 2)));
    assertThat(only(effects, Effect.CompareAndSet.class))
        .singleElement()
        .matches(cas -> cas.expectedVersion() == 8 && cas.next() instanceof LeaseRecord.Released);
    assertThat(rig.member.rightEnds()).isEmpty();
    assertThat(only(rig.tick(60), Effect.CompareAndSet.class)).isEmpty();
  }

  @Test
  void aReleaseThatIsNeverAnsweredEndsByItself() {
    Rig rig = Rig.releasing();
    for (long at = 150; at < 2_450; at += 100) {
      assertThat(only(rig.tick(at), Effect.CompareAndSet.class)).hasSize(1);
    }
    rig.at(2_449, new Input.MaintenanceSet(false));
    assertThat(rig.standing()).isEqualTo(Standing.DEMOTING);
    assertThat(rig.member.deadline()).isPresent();
  }

  @Test
  void aLateClaimAppliedAfterGivingUpIsReleased() {
    Rig rig = Rig.claiming();
    rig.application(10, ApplicationState.STOPPED);
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    List<Effect> effects = rig.at(400, new Input.RecordSeen(rig.mine(7, 2)));
    assertThat(only(effects, Effect.CompareAndSet.class))
        .singleElement()
        .matches(cas -> cas.next() instanceof LeaseRecord.Released);
    assertThat(rig.count(Effect.RaiseAddress.class)).isZero();
    rig.applied(402);
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
  }

  @Test
  void aRestartFindsItsOwnOldRunAndClaimsWithAnewEpoch() {
    Rig rig = new Rig(SIP1, false);
    LeaseRecord old = new LeaseRecord.Held(9, 4, new Holder(SIP1, 1), false, "before");
    rig.at(0, new Input.RecordSeen(old));
    rig.at(0, new Input.AddressDown());
    rig.ready(10);
    // The old run may have passed its right on by word: epoch 5 may be an heir's.
    rig.tick(606);
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
    assertThat(rig.member.rightEnds()).isEmpty();
    assertThat(rig.lastCas().next().epoch()).isEqualTo(6);
  }

  @Test
  void sigtermOfAPrimaryEndsInStoppedAfterTheRelease() {
    Rig rig = Rig.serving();
    List<Effect> effects = rig.at(20, new Input.StopRequested());
    assertThat(only(effects, Effect.WithdrawAddress.class)).hasSize(1);
    rig.at(21, new Input.RoleTaken(Role.BACKUP, 2));
    rig.at(22, new Input.AddressDown());
    assertThat(rig.lastCas().next())
        .isInstanceOfSatisfying(
            LeaseRecord.Released.class, released -> assertThat(released.planned()).isTrue());
    assertThat(rig.count(Effect.Stopped.class)).isZero();
    rig.applied(24);
    assertThat(rig.count(Effect.Stopped.class)).isEqualTo(1);
    assertThat(rig.standing()).isEqualTo(Standing.STOPPED);
    rig.at(30, new Input.StopRequested());
    rig.at(31, new Input.RecordSeen(rig.releasedByPeer(12, 3)));
    assertThat(rig.count(Effect.Stopped.class)).isEqualTo(1);
    assertThat(rig.standing()).isEqualTo(Standing.STOPPED);
  }

  @Test
  void sigtermEndsInStoppedWithoutAMajorityToo() {
    Rig rig = Rig.serving();
    rig.at(20, new Input.StopRequested());
    rig.at(21, new Input.RoleTaken(Role.BACKUP, 2));
    rig.at(22, new Input.AddressDown());
    for (long at = 22; at <= 2_422 && rig.standing() != Standing.STOPPED; at += 100) {
      rig.tick(at);
    }
    assertThat(rig.count(Effect.Stopped.class)).isEqualTo(1);
  }

  @Test
  void sigtermInEveryOtherPhaseEndsInStopped() {
    for (Rig rig : List.of(Rig.backup(SIP2), Rig.claiming())) {
      rig.at(20, new Input.StopRequested());
      assertThat(rig.count(Effect.Stopped.class)).isEqualTo(1);
    }
    for (Rig rig : List.of(Rig.activating(), Rig.raising())) {
      rig.at(20, new Input.StopRequested());
      rig.at(21, new Input.RoleTaken(Role.BACKUP, 2));
      rig.at(22, new Input.AddressDown());
      rig.applied(23);
      assertThat(rig.count(Effect.Stopped.class)).isEqualTo(1);
    }
  }
}
