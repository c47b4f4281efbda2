package tandem.os.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LifelineTest {

  @TempDir Path directory;

  /** Holds the line named by the first argument, says so, and waits to be killed. */
  public static final class Holder {
    public static void main(String[] arguments) throws Exception {
      Lifeline.hold(Path.of(arguments[0]));
      System.out.println("held");
      System.in.read();
    }
  }

  private Process holder(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("held");
    return process;
  }

  private static CompletableFuture<Boolean> awaiting(Lifeline lifeline) {
    CompletableFuture<Boolean> died = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                died.complete(lifeline.awaitDeath());
              } catch (IOException e) {
                died.completeExceptionally(e);
              }
            });
    return died;
  }

  @Test
  void aKillAndAnOrderlyEndAreBothDeaths() throws Exception {
    for (boolean kill : List.of(true, false)) {
      Path file = directory.resolve("line");
      Lifeline lifeline = Lifeline.create(file, Optional.empty()).orElseThrow();
      CompletableFuture<Boolean> died = awaiting(lifeline);
      Process process = holder(file);
      assertThat(died).as("alive").isNotDone();
      if (kill) {
        process.destroyForcibly();
      } else {
        process.getOutputStream().close();
      }
      assertThat(died.get(30, TimeUnit.SECONDS)).isTrue();
      process.waitFor();
    }
  }

  @Test
  void aLineThatIsClosedOrNeverHeldIsNoDeath() throws Exception {
    Lifeline lifeline = Lifeline.create(directory.resolve("line"), Optional.empty()).orElseThrow();
    CompletableFuture<Boolean> died = awaiting(lifeline);
    lifeline.close();
    assertThat(died.get(30, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void aFileCutShortByTheProcessIsAnErrorAndNothingWorse() throws Exception {
    Path file = directory.resolve("line");
    Lifeline lifeline = Lifeline.create(file, Optional.empty()).orElseThrow();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    assertThatThrownBy(lifeline::awaitDeath).isInstanceOf(IOException.class);
    lifeline.close();
  }

  @Test
  void theFileIsForItsUserAlone() throws Exception {
    Path file = directory.resolve("line");
    try (Lifeline lifeline = Lifeline.create(file, Optional.empty()).orElseThrow()) {
      assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
      assertThat(awaiting(lifeline)).isNotDone();
    }
    assertThat(file).doesNotExist();
    assertThatThrownBy(() -> Lifeline.create(file, Optional.of("no-such-user")))
        .isInstanceOf(IOException.class);
  }
}
