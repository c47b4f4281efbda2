package tandem.agent.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jgroups.Address;
import org.jgroups.protocols.raft.AppendResult;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.jgroups.util.ExtendedUUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.agent.quorum.state.CommandCodec;

/** The rules of Raft's figure 2 for a follower, where the engine has others. */
class StrictRaftTest {

  static {
    EngineLog.install();
  }

  @TempDir Path directory;
  private final Address leader = ExtendedUUID.randomUUID("leader");
  private final StrictRaft raft = new StrictRaft(() -> {});
  private VoterLog log;

  @BeforeEach
  void open() throws IOException {
    log = VoterLog.open(directory, "test", e -> {}, cut -> {});
    raft.setAddress(ExtendedUUID.randomUUID("a"));
    raft.raftId("a").members(List.of("a", "b", "c")).log(log);
    raft.stateMachine(new ReplicatedGroup(new Recorder(), new Pending(null, 1, 1, null), e -> {}));
    raft.currentTerm(5);
  }

  @AfterEach
  void close() throws IOException {
    log.close();
  }

  @Test
  void acknowledgesOnlyWhatItComparedInThisTerm() {
    assertThat(receive(0, 0, 0, 4, 4).index()).isEqualTo(2);
    raft.currentTerm(6);

    // The new leader has other entries 1 and 2, and committed them with the third voter.
    AppendResult told = receive(0, 0, 2);

    assertThat(told.index()).isZero();
    assertThat(raft.commitIndex()).isZero();
  }

  @Test
  void replacesEveryEntryThatDiffersNotOnlyTheFirst() {
    receive(0, 0, 0, 3, 4, 4);
    raft.currentTerm(6);

    AppendResult told = receive(0, 0, 0, 3, 5);

    assertThat(told.success()).isTrue();
    assertThat(told.index()).isEqualTo(2);
    assertThat(log.lastAppended()).isEqualTo(2);
    assertThat(log.get(2).term()).isEqualTo(5);
  }

  @Test
  void entriesSentAgainAreNotWrittenAgain() {
    receive(0, 0, 0, 3, 3);
    long size = log.sizeInBytes();

    assertThat(receive(0, 0, 1, 3, 3).index()).isEqualTo(2);

    assertThat(log.sizeInBytes()).isEqualTo(size);
    assertThat(raft.commitIndex()).isEqualTo(1);
  }

  @Test
  void refusesEntriesAfterAGapOrAnotherTerm() {
    assertThat(receive(4, 3, 0, 5).success()).isFalse();
    receive(0, 0, 0, 3, 4);
    assertThat(receive(2, 5, 0, 5).success()).isFalse();
    assertThat(log.lastAppended()).isEqualTo(2);
  }

  @Test
  void anOldSnapshotDoesNotTakeBackWhatIsCommitted() {
    receive(0, 0, 2, 5, 5);

    raft.impl().handleInstallSnapshotRequest(null, leader, 1, 5);

    assertThat(log.lastAppended()).isEqualTo(2);
    assertThat(raft.commitIndex()).isEqualTo(2);
  }

  private AppendResult receive(long prevIndex, long prevTerm, long commit, long... terms) {
    var entries = new LogEntries();
    for (long term : terms) {
      entries.add(new LogEntry(term, CommandCodec.nothing()));
    }
    long first = terms.length == 0 ? 0 : terms[0];
    AppendResult result =
        raft.impl()
            .handleAppendEntriesRequest(
                terms.length == 0 ? null : entries, leader, prevIndex, prevTerm, first, commit);
    return result;
  }
}
