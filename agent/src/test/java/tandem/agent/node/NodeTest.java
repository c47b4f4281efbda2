package tandem.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.agent.health.SupervisorSettings;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.lease.LeaseSettings;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.takeover.Effect;
import tandem.cluster.takeover.Effect.Verdict;
import tandem.cluster.takeover.Input;
import tandem.platform.time.Moment;

/** The switchboard with its desk, chronicle and alarms, of sip-1; a program that knows no roles. */
class NodeTest {

  private static final HostName SIP1 = new HostName("sip-1");
  private static final HostName SIP2 = new HostName("sip-2");
  private static final HostName WITNESS = new HostName("witness");
  private static final Set<HostName> ALL = Set.of(SIP1, SIP2, WITNESS);

  private final Node node =
      new Node(
          Moment.ofMillis(0),
          new MemberSettings(
              SIP1,
              7,
              List.of(SIP1, SIP2),
              LeaseSettings.ofDuration(Duration.ofMillis(600)),
              Duration.ofSeconds(1),
              Duration.ofMillis(500),
              Duration.ofSeconds(30),
              5,
              false),
          new SupervisorSettings(
              new SupervisorSettings.Watch.ProcessOnly(),
              false,
              Duration.ofSeconds(10),
              Duration.ofSeconds(5),
              Duration.ofMillis(200),
              Duration.ofSeconds(30)));
  private final List<NodeEffect> all = new ArrayList<>();

  private List<NodeEffect> at(long millis, NodeInput input) {
    List<NodeEffect> effects = node.step(Moment.ofMillis(millis), input);
    all.addAll(effects);
    return effects;
  }

  private List<NodeEffect> takeover(long millis, Input input) {
    return at(millis, new NodeInput.Takeover(input));
  }

  private List<NodeEffect> health(long millis, tandem.agent.health.Input input) {
    return at(millis, new NodeInput.Health(input));
  }

  private static <T extends NodeEffect> List<T> only(List<NodeEffect> effects, Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private List<String> journal() {
    List<String> kinds = new ArrayList<>();
    for (NodeEffect effect : all) {
      if (effect instanceof NodeEffect.Append append) {
        kinds.add(append.kind());
      } else if (effect instanceof NodeEffect.AppendSteps steps) {
        kinds.add("steps " + steps.details().get("side"));
      }
    }
    return kinds;
  }

  private static HostStatus peer(boolean maintenance) {
    return new HostStatus(SIP2, 8, ApplicationState.STARTED, true, maintenance, true, "");
  }

  /** Ready, the record held by the other host. */
  private void backup() {
    takeover(
        0, new Input.RecordSeen(new LeaseRecord.Held(5, 1, new Holder(SIP2, 8), false, "test")));
    takeover(0, new Input.AddressDown());
    at(0, new NodeInput.Membership("witness", ALL, ALL));
    takeover(0, new Input.CarrierSeen(true));
    at(0, new NodeInput.StatusSeen(peer(false)));
    at(0, new NodeInput.Tick());
    health(0, new tandem.agent.health.Input.Started(1, 100));
  }

  private void raising() {
    backup();
    takeover(
        0,
        new Input.RecordSeen(new LeaseRecord.Released(6, 1, SIP2, Optional.of(SIP1), false, "")));
    takeover(0, applied());
  }

  private void primary() {
    raising();
    takeover(0, new Input.AddressUp(2));
  }

  private Input applied() {
    Effect.CompareAndSet cas =
        only(all, NodeEffect.Takeover.class).stream()
            .map(NodeEffect.Takeover::effect)
            .filter(Effect.CompareAndSet.class::isInstance)
            .map(Effect.CompareAndSet.class::cast)
            .reduce((_, b) -> b)
            .orElseThrow();
    return new Input.CasAnswered(cas.token(), true, cas.next());
  }

  private static NodeInput entry(HostName host, String kind, Map<String, String> details) {
    return new NodeInput.Journal(new JournalEntry(host, 0, kind, details), false);
  }

  private static NodeInput.SwitchoverAsked switchover(String request) {
    return new NodeInput.SwitchoverAsked(request, Optional.empty(), false);
  }

  @Test
  void aProgramWithoutRolesIsPromotedInOneStep() {
    backup();
    assertThat(node.view().standing()).isEqualTo(Standing.BACKUP);
    takeover(
        0,
        new Input.RecordSeen(new LeaseRecord.Released(6, 1, SIP2, Optional.of(SIP1), false, "")));
    assertThat(takeover(1, applied()))
        .contains(new NodeEffect.Takeover(new Effect.RaiseAddress(2, Moment.ofMillis(594))));
  }

  @Test
  void anExitReachesTheTakeoverInTheSameStep() {
    primary();
    assertThat(health(10, new tandem.agent.health.Input.Exited(1, "exit 1")))
        .anyMatch(effect -> effect instanceof NodeEffect.Takeover(Effect.WithdrawAddress _));
  }

  @Test
  void aRequestOnTheBackupGoesThroughTheJournalAndIsAnsweredOnce() {
    backup();
    List<NodeEffect> effects = at(10, switchover("r1"));
    assertThat(only(effects, NodeEffect.Answer.class)).isEmpty();
    NodeEffect.Append sent = only(effects, NodeEffect.Append.class).getFirst();
    assertThat(sent.kind()).isEqualTo("request.switchover");
    // Its own entry comes back to it and is not for it.
    assertThat(at(11, entry(SIP1, sent.kind(), sent.details()))).isEmpty();
    NodeInput result =
        entry(SIP2, "request.result", Map.of("request", "r1", "outcome", "done", "text", "ok"));
    assertThat(only(at(12, result), NodeEffect.Answer.class))
        .containsExactly(new NodeEffect.Answer("r1", new Verdict.Done("ok")));
    assertThat(only(at(13, result), NodeEffect.Answer.class)).isEmpty();
    at(20_000, new NodeInput.Tick());
    assertThat(only(all, NodeEffect.Answer.class)).hasSize(1);
  }

  @Test
  void aRequestOfAnotherHostIsAnsweredThroughTheJournal() {
    primary();
    List<NodeEffect> effects =
        at(10, entry(SIP2, "request.switchover", Map.of("request", "r9", "to", "sip-1")));
    assertThat(only(effects, NodeEffect.Answer.class)).isEmpty();
    assertThat(only(effects, NodeEffect.Append.class))
        .anyMatch(
            append ->
                append.kind().equals("request.result")
                    && append.details().get("request").equals("r9")
                    && append.details().get("outcome").equals("done"));
  }

  @Test
  void whatWasInTheJournalBeforeTheStartIsNotCarriedOut() {
    primary();
    JournalEntry old =
        new JournalEntry(SIP2, 0, "request.switchover", Map.of("request", "r9", "to", "sip-2"));
    assertThat(at(10, new NodeInput.Journal(old, true))).isEmpty();
    assertThat(node.view().standing()).isEqualTo(Standing.PRIMARY);
  }

  @Test
  void garbageInTheJournalNeverThrows() {
    primary();
    for (String value : List.of("", "x", "-1", "99999999999999999999", "a b", "é", "sip-9")) {
      Map<String, String> details = new LinkedHashMap<>();
      details.put("epoch", value);
      details.put("to", value);
      details.put("host", value);
      details.put("on", value);
      for (String kind :
          List.of(
              "takeover.serving",
              "request.switchover",
              "request.maintenance",
              "request.result",
              value)) {
        at(10, entry(SIP2, kind, details));
      }
    }
    assertThat(node.view().standing()).isEqualTo(Standing.PRIMARY);
  }

  @Test
  void noAnswerInTimeIsIndeterminate() {
    backup();
    at(10, switchover("r1"));
    at(11, switchover("r2"));
    takeover(
        9_000,
        new Input.RecordSeen(new LeaseRecord.Held(60, 1, new Holder(SIP2, 8), false, "test")));
    List<NodeEffect> effects = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      effects.addAll(at(12_100, new NodeInput.Tick()));
    }
    assertThat(only(effects, NodeEffect.Answer.class))
        .extracting(NodeEffect.Answer::request)
        .containsExactly("r1", "r2");
    assertThat(only(effects, NodeEffect.Answer.class))
        .allMatch(answer -> answer.verdict() instanceof Verdict.Indeterminate);
  }

  @Test
  void aRequestWithoutMajorityOrPrimaryOrOfAnUnknownHostIsRefusedAtOnce() {
    backup();
    assertThat(
            refusal(at(1, new NodeInput.SwitchoverAsked("r", Optional.of("sip-9"), true))).reason())
        .contains("sip-9");
    at(2, new NodeInput.Membership("", Set.of(SIP1), ALL));
    assertThat(refusal(at(3, switchover("r"))).reason()).contains("majority");
    at(4, new NodeInput.Membership("witness", Set.of(SIP1, WITNESS), ALL));
    at(5, new NodeInput.StatusSeen(peer(true)));
    assertThat(refusal(at(6, new NodeInput.MaintenanceAsked("r", "sip-2", true, false))).reason())
        .contains("not connected");
    assertThat(refusal(at(7, new NodeInput.MaintenanceAsked("r", "x", true, false))).reason())
        .contains("'x'");
  }

  private static Verdict.Refused refusal(List<NodeEffect> effects) {
    return (Verdict.Refused) only(effects, NodeEffect.Answer.class).getFirst().verdict();
  }

  @Test
  void moreRequestsThanTheLimitAreRefusedAtOnce() {
    backup();
    for (int i = 0; i < 64; i++) {
      assertThat(only(at(10, switchover("r" + i)), NodeEffect.Answer.class)).isEmpty();
    }
    assertThat(refusal(at(10, switchover("r64"))).reason()).contains("too many");
    assertThat(refusal(at(10, new NodeInput.MaintenanceAsked("r65", "sip-1", true, true))).mend())
        .contains("ask again");
  }

  @Test
  void maintenanceOfTheOnlyPrimaryIsRefusedUnlessForced() {
    primary();
    at(5, new NodeInput.StatusSeen(peer(true)));
    List<NodeEffect> effects = at(10, new NodeInput.MaintenanceAsked("r", "sip-1", true, false));
    assertThat(refusal(effects).mend()).contains("--force");
    assertThat(only(effects, NodeEffect.KeepMaintenance.class)).isEmpty();
    effects = at(11, new NodeInput.MaintenanceAsked("r2", "sip-1", true, true));
    assertThat(effects).contains(new NodeEffect.KeepMaintenance(true));
    assertThat(node.view().standing()).isEqualTo(Standing.PRIMARY);
    assertThat(node.view().own().maintenance()).isTrue();
  }

  @Test
  void maintenanceOfTheOtherHostGoesThroughTheJournal() {
    backup();
    List<NodeEffect> effects = at(10, new NodeInput.MaintenanceAsked("r", "sip-2", true, false));
    assertThat(only(effects, NodeEffect.Append.class))
        .singleElement()
        .matches(append -> append.kind().equals("request.maintenance"));
    effects =
        at(
            11,
            entry(
                SIP2,
                "request.maintenance",
                Map.of("request", "q", "host", "sip-1", "on", "true")));
    assertThat(effects).contains(new NodeEffect.KeepMaintenance(true));
    assertThat(only(effects, NodeEffect.Append.class))
        .anyMatch(append -> append.details().get("outcome").equals("done"));
  }

  @Test
  void nothingIsWrittenBetweenTheFaultAndTheFirstAnswer() {
    backup();
    all.clear();
    at(606, new NodeInput.Tick());
    takeover(607, applied());
    assertThat(node.view().standing()).isEqualTo(Standing.PROMOTING);
    assertThat(journal()).isEmpty();
    takeover(608, new Input.AddressUp(3));
    at(620, new NodeInput.Tick());
    assertThat(journal()).isEmpty();
    at(630, new NodeInput.FirstAnswer(2, Moment.ofMillis(629)));
    assertThat(journal()).as("of another epoch").isEmpty();
    at(640, new NodeInput.FirstAnswer(3, Moment.ofMillis(639)));
    assertThat(journal())
        .containsExactly("takeover.serving", "takeover.decided", "vip.up", "steps new");
    assertThat(only(all, NodeEffect.AppendSteps.class).getFirst().steps())
        .containsEntry("first-answer", Moment.ofMillis(639));
  }

  @Test
  void withoutAFirstAnswerTheStepsAreWrittenAfterAWhile() {
    primary();
    assertThat(node.deadline()).contains(Moment.ofMillis(50));
    at(50, new NodeInput.Tick());
    assertThat(journal()).as("an operator waits for it").containsExactly("takeover.serving");
    assertThat(node.deadline().orElseThrow().isAfter(Moment.ofMillis(1_000))).isFalse();
    for (long at = 100; at <= 1_000; at += 100) {
      at(at, new NodeInput.Tick());
      takeover(at, applied());
    }
    assertThat(journal()).contains("steps new");
  }

  @Test
  void anAlarmIsRaisedOnceAndClearedOnce() {
    primary();
    all.clear();
    at(10, new NodeInput.Membership("", Set.of(SIP1), ALL));
    at(11, new NodeInput.Membership("", Set.of(SIP1), ALL));
    at(12, new NodeInput.KernelLease(Optional.of("no nftables")));
    at(12, new NodeInput.KernelLease(Optional.of("no nftables")));
    at(13, new NodeInput.Membership("witness", ALL, ALL));
    at(14, new NodeInput.KernelLease(Optional.empty()));
    assertThat(only(all, NodeEffect.Log.class).stream().filter(l -> l.event().startsWith("alarm")))
        .extracting(log -> log.event() + " " + log.text().split(":")[0])
        .containsExactly(
            "alarm.raised quorum.lost",
            "alarm.raised kernel-lease.missing",
            "alarm.cleared quorum.lost",
            "alarm.cleared kernel-lease.missing");
    assertThat(node.view().alarms()).isEmpty();
  }

  @Test
  void aFailedStoreIsAnAlarmThatStays() {
    primary();
    at(10, new NodeInput.StoreFailed("disk full"));
    at(11, new NodeInput.Tick());
    assertThat(node.view().alarms()).extracting(Alarm::id).containsExactly("store.failed");
  }

  @Test
  void stopEndsAfterTheReleaseAndTheApplication() {
    primary();
    at(10, new NodeInput.StopAsked());
    takeover(11, new Input.AddressDown());
    assertThat(all).noneMatch(NodeEffect.End.class::isInstance);
    List<NodeEffect> effects = takeover(12, applied());
    assertThat(effects)
        .contains(new NodeEffect.Health(new tandem.agent.health.Effect.Terminate(1)));
    assertThat(health(20, new tandem.agent.health.Input.Exited(1, "exit 0")))
        .contains(new NodeEffect.End());
  }

  /** What the others are told last must be what is so. */
  @Test
  void theLastPublishedStatusIsTheTrueOne() {
    backup();
    at(10, new NodeInput.StopAsked());
    assertThat(
            only(all, NodeEffect.Takeover.class).stream()
                .map(NodeEffect.Takeover::effect)
                .filter(Effect.Publish.class::isInstance)
                .map(Effect.Publish.class::cast)
                .reduce((_, b) -> b)
                .orElseThrow()
                .status())
        .isEqualTo(node.view().own());
  }
}
