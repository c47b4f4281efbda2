package tandem.os.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StraysTest {

  @Test
  void killsWhatCarriesTheMarkAndNothingElse() throws Exception {
    String mark = "of-this-test-" + System.nanoTime();
    Process marked = sleeper(mark);
    Process other = sleeper(mark + "-not");
    try {
      assertThat(Strays.kill("TANDEM_STRAY", mark)).isEqualTo(1);
      assertThat(marked.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(other.isAlive()).isTrue();
    } finally {
      marked.destroyForcibly();
      other.destroyForcibly();
    }
  }

  private static Process sleeper(String mark) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "echo up; exec sleep 30");
    builder.environment().put("TANDEM_STRAY", mark);
    Process process = builder.start();
    // Its environment is in place once it speaks.
    process.inputReader().readLine();
    return process;
  }
}
