package tandem.agent.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a kill -9, a frozen leader and a full disk leave of the promises. */
@Timeout(120)
class VoterProcessTest {

  @TempDir Path directory;
  private final List<VoterProcess> voters = new ArrayList<>();

  @AfterEach
  void end() {
    voters.forEach(VoterProcess::close);
  }

  @Test
  void killedAllAtOnceTheyForgetNothingAndAFrozenLeaderAcknowledgesNothing() throws Exception {
    startAll(0);
    long version = 0;
    for (int i = 0; i < 10; i++) {
      version = set(voters.get(i % 3), version);
    }
    for (VoterProcess voter : voters) {
      voter.kill();
    }
    int[] before = voters.stream().mapToInt(VoterProcess::heard).toArray();
    for (VoterProcess voter : voters) {
      voter.start();
    }
    for (int i = 0; i < voters.size(); i++) {
      voters.get(i).await(before[i], line -> line.equals("record 10"));
    }

    VoterProcess leader = leader(before);
    VoterProcess other = voters.stream().filter(voter -> voter != leader).findFirst().orElseThrow();
    int frozenAt = leader.heard();
    int otherAt = other.heard();
    leader.signal("STOP");
    leader.say("cas 10");
    other.await(otherAt, line -> line.startsWith("view 2 leader host"));
    assertThat(set(other, 10)).isEqualTo(11);
    leader.signal("CONT");

    String answer =
        leader.await(
            frozenAt,
            line -> line.startsWith("done") || line.startsWith("late") || line.equals("unknown"));
    assertThat(answer).isIn("unknown", "late 11");
    leader.await(frozenAt, line -> line.startsWith("view 3 leader host"));
    leader.await(frozenAt, line -> line.equals("record 11"));
  }

  @Test
  void aVoterThatCannotWriteStopsAndTheOthersGoOn() throws Exception {
    startAll(32);
    VoterProcess full = voters.getFirst();
    int others = voters.getLast().heard();
    for (int i = 0; i < 40; i++) {
      int from = voters.get(1).heard();
      voters.get(1).say("fill");
      voters.get(1).await(from, line -> line.startsWith("filled") || line.startsWith("not"));
    }
    full.await(0, line -> line.equals("stopped"));
    voters.getLast().await(others, line -> line.startsWith("view 2 leader host"));
    int from = full.heard();
    full.say("cas 0");
    assertThat(full.await(from, line -> !line.startsWith("view"))).isEqualTo("unknown");
    assertThat(set(voters.getLast(), 0)).isEqualTo(1);
  }

  private void startAll(int fileLimitKib) throws IOException {
    try (var group = new Voters(directory)) {
      for (String name : Voters.NAMES) {
        int limit = voters.isEmpty() ? fileLimitKib : 0;
        voters.add(new VoterProcess(name, group, limit).start());
      }
    }
    for (VoterProcess voter : voters) {
      voter.await(0, line -> line.startsWith("view 3 leader host"));
    }
  }

  private static long set(VoterProcess voter, long version) throws IOException {
    for (int tries = 0; tries < 20; tries++) {
      int from = voter.heard();
      voter.say("cas " + version);
      String answer =
          voter.await(from, line -> !line.startsWith("view") && !line.startsWith("record"));
      if (!answer.equals("unknown")) {
        assertThat(answer).isIn("done " + (version + 1), "late " + (version + 1));
        return version + 1;
      }
    }
    throw new AssertionError(voter.name + " could not set version " + (version + 1));
  }

  /** The leader on which all agree, once all are together. */
  private VoterProcess leader(int[] from) {
    String line = "";
    for (int i = 0; i < voters.size(); i++) {
      line = voters.get(i).await(from[i], each -> each.startsWith("view 3 leader host"));
    }
    String name = line.substring(line.lastIndexOf(' ') + 1);
    return voters.stream().filter(voter -> voter.name.equals(name)).findFirst().orElseThrow();
  }
}
