package tandem.cluster.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cluster.takeover.Rig.SIP1;
import static tandem.cluster.takeover.Rig.SIP2;
import static tandem.cluster.takeover.Rig.only;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.cluster.group.Letter;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.platform.time.Moment;

/** The word of the drawing at {@link Succession}: who may give it, who may act on it, how long. */
class SuccessionTest {

  private static final Holder PEER_OF_SIP2 = new Holder(SIP1, 8);
  private static final Holder SELF = new Holder(SIP2, Rig.RUN);

  /** sip-2, backup of sip-1, which has renewed version 6 of epoch 1 at 100 ms. */
  private static Rig heir() {
    Rig rig = Rig.backup(SIP2);
    rig.at(100, new Input.RecordSeen(rig.heldByPeer(6, 1)));
    return rig;
  }

  private static Letter.HandOver word(long markMillis) {
    return new Letter.HandOver(
        PEER_OF_SIP2, 1, SELF, Moment.ofMillis(markMillis), true, "switchover");
  }

  @Test
  void aReadyBackupStandsByAtEachRenewalItSees() {
    Rig rig = heir();
    var expected = new Effect.Tell(SIP1, new Letter.StandingBy(SELF, Moment.ofMillis(100)));
    assertThat(rig.last(Effect.Tell.class)).contains(expected);

    rig.application(110, ApplicationState.SERVICE_UNAVAILABLE);
    List<Effect> notReady = rig.at(200, new Input.RecordSeen(rig.heldByPeer(7, 1)));
    assertThat(only(notReady, Effect.Tell.class)).isEmpty();
  }

  @Test
  void aWordGivesTheRightFromTheMarkAndTheStoreLearnsAfterwards() {
    Rig rig = heir();

    List<Effect> effects = rig.at(150, new Input.LetterSeen(SIP1, word(100)));

    assertThat(rig.standing()).isEqualTo(Standing.PROMOTING);
    assertThat(effects).contains(new Effect.ChangeRole(Role.PRIMARY, 2));
    assertThat(rig.member.rightEnds()).contains(Moment.ofMillis(100 + 594));
    assertThat(only(effects, Effect.CompareAndSet.class)).isEmpty();
    assertThat(rig.member.deadline()).contains(Moment.ofMillis(150 + 75));
    assertThat(only(rig.tick(225), Effect.CompareAndSet.class))
        .singleElement()
        .satisfies(
            cas -> {
              assertThat(cas.expectedVersion()).isEqualTo(6);
              assertThat(cas.next())
                  .isEqualTo(new LeaseRecord.Held(7, 2, SELF, true, "switchover"));
            });
    rig.applied(230);
    assertThat(rig.member.rightEnds()).contains(Moment.ofMillis(225 + 594));
  }

  @Test
  void aRenewalThatWasStillOnItsWayCostsNoTime() {
    Rig rig = heir();
    rig.at(150, new Input.LetterSeen(SIP1, word(100)));
    List<Effect> again = rig.at(155, new Input.RecordSeen(rig.heldByPeer(7, 1)));

    assertThat(only(again, Effect.CompareAndSet.class))
        .singleElement()
        .satisfies(cas -> assertThat(cas.next().epoch()).isEqualTo(2))
        .satisfies(cas -> assertThat(cas.expectedVersion()).isEqualTo(7));
    assertThat(rig.standing()).isEqualTo(Standing.PROMOTING);
  }

  @Test
  void anHeirThatTheStoreDoesNotHearOfLetsGo() {
    Rig rig = heir();
    rig.at(150, new Input.LetterSeen(SIP1, word(100)));
    rig.at(151, new Input.RoleTaken(Role.PRIMARY, 2));
    rig.at(152, new Input.AddressUp(2));
    assertThat(rig.standing()).isEqualTo(Standing.PRIMARY);

    rig.tick(100 + 594 - 24);

    assertThat(rig.standing()).isEqualTo(Standing.DEMOTING);
    assertThat(rig.last(Effect.WithdrawAddress.class)).isPresent();
    assertThat(rig.at(700, new Input.LetterSeen(SIP1, word(100)))).isEmpty();
  }

  @Test
  void aClaimOfAnotherEndsWhatAWordGave() {
    Rig rig = heir();
    rig.at(150, new Input.LetterSeen(SIP1, word(100)));
    rig.at(160, new Input.RecordSeen(new LeaseRecord.Held(7, 3, PEER_OF_SIP2, false, "test")));
    assertThat(rig.standing()).isEqualTo(Standing.DEMOTING);
  }

  static List<UnaryOperator<Letter.HandOver>> wrongWords() {
    Holder before = new Holder(SIP2, 1);
    Holder stranger = new Holder(SIP1, 9);
    return List.of(
        w -> new Letter.HandOver(w.by(), 1, before, w.mark(), true, "earlier run of the heir"),
        w -> new Letter.HandOver(stranger, 1, w.heir(), w.mark(), true, "other run of the holder"),
        w -> new Letter.HandOver(w.by(), 0, w.heir(), w.mark(), true, "older epoch"),
        w -> new Letter.HandOver(w.by(), 2, w.heir(), w.mark(), true, "epoch to come"),
        w -> new Letter.HandOver(w.by(), 1, w.heir(), Moment.ofMillis(-450), true, "old mark"),
        w -> new Letter.HandOver(w.by(), 1, w.heir(), Moment.ofMillis(151), true, "mark to come"));
  }

  @ParameterizedTest
  @MethodSource("wrongWords")
  void aWordThatIsNotForThisRunNowIsNothing(UnaryOperator<Letter.HandOver> wrong) {
    Rig rig = heir();
    List<Effect> effects = rig.at(150, new Input.LetterSeen(SIP1, wrong.apply(word(100))));
    assertThat(effects).isEmpty();
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
  }

  @Test
  void aWordFromSomebodyElseOrForAHostThatIsNotReadyIsNothing() {
    Rig rig = heir();
    rig.at(150, new Input.LetterSeen(new HostName("witness"), word(100)));
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    rig.at(150, new Input.MembershipSeen(java.util.Set.of(SIP2), false));
    rig.at(150, new Input.LetterSeen(SIP1, word(100)));
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
  }

  /** sip-1, primary of epoch 2, whose renewal of 100 ms came after the heir's mark. */
  private static Rig holder() {
    Rig rig = Rig.serving();
    rig.at(90, new Input.LetterSeen(SIP2, standingBy(8)));
    rig.tick(100);
    rig.applied(105);
    return rig;
  }

  private static Letter.StandingBy standingBy(long incarnation) {
    return new Letter.StandingBy(new Holder(SIP2, incarnation), Moment.ofMillis(70_000));
  }

  private static List<Effect> withdrawn(Rig rig, long at) {
    rig.application(at, ApplicationState.SERVICE_UNAVAILABLE);
    rig.at(at, new Input.RoleTaken(Role.BACKUP, 2));
    return rig.at(at, new Input.AddressDown());
  }

  @Test
  void aHolderWhoseVipsAreGoneGivesItsWordToTheHeir() {
    Rig rig = holder();

    List<Effect> effects = withdrawn(rig, 150);

    assertThat(only(effects, Effect.Tell.class))
        .singleElement()
        .satisfies(
            tell ->
                assertThat(tell.letter())
                    .isEqualTo(
                        new Letter.HandOver(
                            new Holder(SIP1, Rig.RUN),
                            2,
                            new Holder(SIP2, 8),
                            Moment.ofMillis(70_000),
                            false,
                            "application on sip-1: SERVICE_UNAVAILABLE")));
    assertThat(only(effects, Effect.CompareAndSet.class)).as("no release").isEmpty();
    assertThat(rig.member.rightEnds()).isEmpty();

    assertThat(only(rig.tick(250), Effect.Tell.class)).as("again").hasSize(1);
    rig.at(260, new Input.RecordSeen(rig.heldByPeer(9, 3)));
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
  }

  @Test
  void withoutACoveredMarkTheRightGoesBackToTheStore() {
    Rig late = Rig.serving();
    late.at(90, new Input.LetterSeen(SIP2, standingBy(8)));
    assertThat(only(withdrawn(late, 95), Effect.Tell.class))
        .as("heard after the last renewal was sent")
        .isEmpty();
    assertThat(late.lastCas().next()).isInstanceOf(LeaseRecord.Released.class);

    Rig stale = holder();
    stale.tick(200);
    stale.applied(205);
    stale.tick(300);
    stale.applied(305);
    assertThat(only(withdrawn(stale, 390), Effect.Tell.class)).as("half a lease old").isEmpty();

    Rig restarted = Rig.serving();
    restarted.at(90, new Input.LetterSeen(SIP2, standingBy(4)));
    restarted.tick(100);
    restarted.applied(105);
    assertThat(only(withdrawn(restarted, 150), Effect.Tell.class)).as("earlier run").isEmpty();
  }

  @Test
  void aRenewalTriedTwiceCoversOnlyWhatWasHeardBeforeTheFirst() {
    Rig rig = Rig.serving();
    rig.tick(100);
    rig.at(150, new Input.LetterSeen(SIP2, standingBy(8)));
    rig.tick(200);
    rig.applied(205);
    assertThat(only(withdrawn(rig, 210), Effect.Tell.class)).isEmpty();
  }

  @Test
  void whoGaveItsWordNeverReleasesAndWaitsForTheLeaseLikeAnybodyElse() {
    Rig rig = holder();
    withdrawn(rig, 150);
    long sets = rig.count(Effect.CompareAndSet.class);

    // The heir is never heard of again; this host's application is well.
    rig.application(160, ApplicationState.STARTED);
    for (long at = 200; at <= 700; at += 50) {
      rig.tick(at);
      assertThat(rig.count(Effect.CompareAndSet.class)).as("at " + at).isEqualTo(sets);
    }
    rig.tick(105 + 606 + 50);
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
    assertThat(rig.lastCas().next().epoch()).as("epoch 3 may have been the heir's").isEqualTo(4);
  }

  @Test
  void aRestartedAgentWaitsForWhatItsEarlierRunMayHaveGivenAway() {
    Rig rig = new Rig(SIP1, false);
    rig.at(0, new Input.AddressDown());
    rig.ready(0);
    rig.at(0, new Input.RecordSeen(new LeaseRecord.Held(9, 4, new Holder(SIP1, 1), false, "x")));
    rig.tick(605);
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    rig.tick(606);
    assertThat(rig.standing()).isEqualTo(Standing.CLAIMING);
  }

  @Test
  void anHeirWhoseRightTheStoreDoesNotHaveGivesNoWord() {
    Rig rig = heir();
    rig.at(150, new Input.LetterSeen(SIP1, word(100)));
    rig.at(
        151, new Input.LetterSeen(SIP1, new Letter.StandingBy(PEER_OF_SIP2, Moment.ofMillis(1))));
    rig.application(160, ApplicationState.SERVICE_UNAVAILABLE);
    rig.at(161, new Input.RoleTaken(Role.BACKUP, 2));
    List<Effect> effects = rig.at(162, new Input.AddressDown());
    assertThat(only(effects, Effect.Tell.class)).isEmpty();
    assertThat(rig.standing()).isEqualTo(Standing.BACKUP);
    assertThat(Optional.of(rig.member.rightEnds())).contains(Optional.empty());
  }
}
