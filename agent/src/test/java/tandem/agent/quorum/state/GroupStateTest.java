package tandem.agent.quorum.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;

class GroupStateTest {

  private static final HostName HOST = new HostName("sip-1");

  private final GroupState state = new GroupState();
  private long sequence;

  @Test
  void comparesAndSetsByVersion() {
    assertThat(cas(0, held(1, 1)).done()).isTrue();
    assertThat(cas(1, held(2, 1)).changes())
        .containsExactly(new GroupState.Change.Record(held(2, 1)));

    var late = cas(1, held(2, 2));

    assertThat(late.done()).isFalse();
    assertThat(late.record()).isEqualTo(held(2, 1));
    assertThat(late.changes()).isEmpty();
  }

  @Test
  void versionsAndEpochsOnlyGrow() {
    cas(0, held(1, 5));

    assertThat(cas(1, held(3, 5)).done()).isFalse();
    assertThat(cas(1, held(1, 5)).done()).isFalse();
    assertThat(cas(1, held(2, 4)).done()).isFalse();
    assertThat(state.record()).isEqualTo(held(1, 5));
  }

  @Test
  void aCommandSentTwiceIsAppliedOnce() {
    var command = new Command(HOST, 9, 1, new Command.Append(entry(1)));
    assertThat(state.apply(command).changes()).hasSize(1);
    assertThat(state.apply(command).changes()).isEmpty();

    var nextRun = new Command(HOST, 10, 1, new Command.Append(entry(2)));
    assertThat(state.apply(nextRun).changes())
        .containsExactly(new GroupState.Change.Entry(2, entry(2)));
  }

  @Test
  void theJournalKeepsItsLastEntriesAndTheirPositions() throws IOException {
    for (int i = 1; i <= GroupState.JOURNAL_LIMIT + 3; i++) {
      apply(new Command.Append(entry(i)));
    }

    var changes = copy(state).changesSince(new GroupState());

    assertThat(changes).hasSize(GroupState.JOURNAL_LIMIT);
    assertThat(changes.getFirst()).isEqualTo(new GroupState.Change.Entry(4, entry(4)));
    assertThat(changes.getLast()).isEqualTo(new GroupState.Change.Entry(1003, entry(1003)));
  }

  @Test
  void aSnapshotIsTheWholeState() throws IOException {
    cas(0, held(1, 1));
    var before = copy(state);
    cas(1, held(2, 1));
    var status =
        new HostStatus(HOST, 4, ApplicationState.SERVICE_UNAVAILABLE, true, false, true, "trunk");
    apply(new Command.Publish(status));
    var twice = new Command(HOST, 1, ++sequence, new Command.Append(entry(1)));
    state.apply(twice);

    var restored = copy(state);

    assertThat(restored.changesSince(before))
        .containsExactly(
            new GroupState.Change.Record(held(2, 1)),
            new GroupState.Change.Status(status),
            new GroupState.Change.Entry(1, entry(1)));
    assertThat(restored.changesSince(state)).isEmpty();
    assertThat(restored.apply(twice).changes()).isEmpty();
    assertThat(bytes(restored)).isEqualTo(bytes(state));
  }

  private GroupState.Applied cas(long expected, LeaseRecord next) {
    return apply(new Command.CompareAndSet(expected, next));
  }

  private GroupState.Applied apply(Command.Action action) {
    return state.apply(new Command(HOST, 1, ++sequence, action));
  }

  private static LeaseRecord held(long version, long epoch) {
    return new LeaseRecord.Held(version, epoch, new Holder(HOST, 7), false, "renewed");
  }

  private static JournalEntry entry(int number) {
    return new JournalEntry(HOST, number, "test", Map.of("number", "" + number));
  }

  private static GroupState copy(GroupState state) throws IOException {
    return GroupState.readFrom(new DataInputStream(new ByteArrayInputStream(bytes(state))));
  }

  private static byte[] bytes(GroupState state) throws IOException {
    var bytes = new ByteArrayOutputStream();
    state.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
