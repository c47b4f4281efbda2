package tandem.agent.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JGroupsQuorumTest {

  @TempDir Path directory;

  @Test
  void aCommandOfAnyVoterReachesAll() throws Exception {
    try (var voters = new Voters(directory)) {
      voters.startAll();
      long version = 0;
      for (String name : Voters.NAMES) {
        var outcome =
            voters
                .open
                .get(name)
                .compareAndSet(version, Voters.held(version + 1, name))
                .get(5, TimeUnit.SECONDS);
        assertThat(outcome.applied()).isTrue();
        version++;
      }
      for (String name : Voters.NAMES) {
        voters.recorders.get(name).await("version 3", r -> r.version() == 3);
        assertThat(voters.recorders.get(name).records()).hasSize(3);
      }
    }
  }
}
