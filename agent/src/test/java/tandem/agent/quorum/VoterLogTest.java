package tandem.agent.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoterLogTest {

  @TempDir Path directory;
  private final List<String> cuts = new ArrayList<>();

  @Test
  void remembersTermVoteAndEntries() throws IOException {
    var candidate = UUID.randomUUID();
    try (VoterLog log = open()) {
      log.currentTerm(3);
      log.votedFor(candidate);
      append(log, 1, 3, "a");
      append(log, 2, 3, "b");
      log.commitIndex(2);
      append(log, 3, 3, "c");
    }
    try (VoterLog log = open()) {
      assertThat(log.currentTerm()).isEqualTo(3);
      assertThat(log.votedFor()).isEqualTo(candidate);
      assertThat(log.lastAppended()).isEqualTo(3);
      assertThat(log.commitIndex()).isEqualTo(2);
      assertThat(text(log, 3)).isEqualTo("c");
    }
  }

  @Test
  void aNewTermHasNoVoteAndTermsNeverGoBack() throws IOException {
    try (VoterLog log = open()) {
      log.currentTerm(3);
      log.votedFor(UUID.randomUUID());
      log.currentTerm(4);
      append(log, 1, 2, "of an older leader");
      log.currentTerm(2);
    }
    try (VoterLog log = open()) {
      assertThat(log.currentTerm()).isEqualTo(4);
      assertThat(log.votedFor()).isNull();
    }
  }

  @Test
  void cutEntriesStayCutAndCommittedOnesCannotBe() throws IOException {
    try (VoterLog log = open()) {
      append(log, 1, 1, "a");
      append(log, 2, 1, "b");
      append(log, 3, 1, "c");
      log.commitIndex(1);
      log.deleteAllEntriesStartingFrom(2);
      append(log, 2, 2, "B");
      assertThatThrownBy(() -> log.deleteAllEntriesStartingFrom(1))
          .isInstanceOf(IllegalStateException.class);
    }
    try (VoterLog log = open()) {
      assertThat(log.lastAppended()).isEqualTo(2);
      assertThat(text(log, 2)).isEqualTo("B");
    }
  }

  @Test
  void aSnapshotReplacesWhatItContains() throws IOException {
    try (VoterLog log = open()) {
      for (int i = 1; i <= 5; i++) {
        append(log, i, 2, "entry " + i);
      }
      log.commitIndex(4);
      log.setSnapshot(ByteBuffer.wrap("state at 4".getBytes()));
      log.truncate(4);
      append(log, 6, 2, "entry 6");
    }
    try (VoterLog log = open()) {
      assertThat(log.firstAppended()).isEqualTo(4);
      assertThat(log.lastAppended()).isEqualTo(6);
      assertThat(log.commitIndex()).isEqualTo(4);
      assertThat(log.currentTerm()).isEqualTo(2);
      assertThat(log.getSnapshot()).isEqualTo(ByteBuffer.wrap("state at 4".getBytes()));
      assertThat(text(log, 5)).isEqualTo("entry 5");
      assertThat(log.get(3)).isNull();
    }
  }

  @Test
  void aHalfWrittenEndIsCutWhereverItTears() throws IOException {
    write();
    byte[] whole = Files.readAllBytes(file());
    long two;
    try (VoterLog log = open()) {
      two = log.sizeInBytes();
      append(log, 3, 1, "torn");
    }
    byte[] three = Files.readAllBytes(file());
    assertThat(two).isEqualTo(whole.length);
    for (int end = whole.length + 1; end < three.length; end++) {
      byte[] torn = java.util.Arrays.copyOf(three, end);
      Files.write(file(), end % 2 == 0 ? torn : java.util.Arrays.copyOf(torn, three.length));
      cuts.clear();
      try (VoterLog log = open()) {
        assertThat(log.lastAppended()).as("torn at %d", end).isEqualTo(2);
        assertThat(cuts).singleElement().asString().contains("quorum.log").contains("cut");
      }
      assertThat(Files.readAllBytes(file())).isEqualTo(whole);
    }
  }

  @Test
  void anyFlippedByteIsRefusedWithTheFileAndTheMend() throws IOException {
    write();
    byte[] whole = Files.readAllBytes(file());
    for (int at = 0; at < whole.length; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 0x10;
      Files.write(file(), flipped);
      assertThatThrownBy(this::open)
          .as("byte %d", at)
          .isInstanceOf(QuorumException.Damaged.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("aside");
    }
  }

  @Test
  void aMissingLogIsNotAnEmptyLog() throws IOException {
    write();
    Files.delete(file());
    assertThatThrownBy(this::open)
        .isInstanceOf(QuorumException.Damaged.class)
        .hasMessageContaining("quorum.log is missing")
        .hasMessageContaining("delete");
  }

  @Test
  void anEmptyFileIsDamage() throws IOException {
    write();
    Files.write(file(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    assertThatThrownBy(this::open).isInstanceOf(QuorumException.Damaged.class);
  }

  @Test
  void anotherVotersDirectoryIsRefused() throws IOException {
    write();
    assertThatThrownBy(() -> VoterLog.open(directory, "host b\n", e -> {}, cuts::add))
        .isInstanceOf(QuorumException.Damaged.class)
        .hasMessageContaining("--state-dir");
  }

  private void write() throws IOException {
    try (VoterLog log = open()) {
      append(log, 1, 1, "a");
      append(log, 2, 1, "b");
    }
  }

  private Path file() {
    return directory.resolve("quorum.log");
  }

  private VoterLog open() throws IOException {
    return VoterLog.open(directory, "host a\n", e -> {}, cuts::add);
  }

  private static void append(VoterLog log, long index, long term, String text) {
    log.append(index, new LogEntries().add(new LogEntry(term, text.getBytes())));
  }

  private static String text(VoterLog log, long index) {
    return new String(log.get(index).command());
  }
}
