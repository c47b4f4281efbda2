package tandem.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.takeover.Effect.Verdict;
import tandem.cluster.takeover.Input;
import tandem.platform.time.Moment;

class WitnessTest {

  private static final HostName SIP1 = new HostName("sip-1");
  private static final HostName SELF = new HostName("witness");
  private static final Set<HostName> ALL = Set.of(SIP1, new HostName("sip-2"), SELF);

  private final Witness witness = new Witness(SELF, 1, List.of(SIP1, new HostName("sip-2")));

  private List<NodeEffect> at(long millis, NodeInput input) {
    return witness.step(Moment.ofMillis(millis), input);
  }

  private void record(LeaseRecord record) {
    at(0, new NodeInput.Takeover(new Input.RecordSeen(record)));
  }

  private static LeaseRecord held(long version) {
    return new LeaseRecord.Held(version, 1, new Holder(SIP1, 1), false, "test");
  }

  @Test
  void itNeverTouchesAVip() {
    at(0, new NodeInput.Membership("witness", ALL, ALL));
    record(new LeaseRecord.Released(9, 3, SIP1, Optional.of(SELF), false, "test"));
    assertThat(at(60_000, new NodeInput.Tick())).isEmpty();
    assertThat(witness.deadline()).isEmpty();
  }

  @Test
  void anOlderRecordDoesNotTurnTimeBack() {
    record(held(9));
    record(new LeaseRecord.Released(8, 1, SIP1, Optional.empty(), false, "test"));
    assertThat(witness.view().record()).isEqualTo(held(9));
  }

  @Test
  void aRequestIsPassedOnAndAnsweredOnce() {
    at(0, new NodeInput.Membership("witness", ALL, ALL));
    record(held(9));
    assertThat(at(1, new NodeInput.SwitchoverAsked("r", Optional.empty(), false)))
        .singleElement()
        .isInstanceOf(NodeEffect.Append.class);
    assertThat(witness.deadline()).contains(Moment.ofMillis(12_001));
    NodeInput result =
        new NodeInput.Journal(
            new JournalEntry(
                SIP1,
                0,
                "request.result",
                Map.of("request", "r", "outcome", "refused", "text", "t", "mend", "m")),
            false);
    assertThat(at(2, result))
        .containsExactly(new NodeEffect.Answer("r", new Verdict.Refused("t", "m")));
    assertThat(at(3, result)).isEmpty();
    assertThat(witness.deadline()).isEmpty();
  }

  @Test
  void withoutAPrimaryASwitchoverIsRefused() {
    at(0, new NodeInput.Membership("witness", ALL, ALL));
    assertThat(at(1, new NodeInput.SwitchoverAsked("r", Optional.empty(), false)))
        .singleElement()
        .isInstanceOfSatisfying(
            NodeEffect.Answer.class,
            answer -> assertThat(answer.verdict()).isInstanceOf(Verdict.Refused.class));
  }
}
