package tandem.os.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.os.namespace.Figures;

/** Real children. */
class ChildProcessesTest {

  /** Remembers what a child did and when it ended. */
  private static final class Recorder implements ChildListener {
    final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> status = new CompletableFuture<>();
    volatile long endedAt;

    @Override
    public void line(String line) {
      lines.add(line);
    }

    @Override
    public void exited(int ended) {
      endedAt = System.nanoTime();
      status.complete(ended);
    }
  }

  @Test
  void linesEnvironmentAndStatusArrive() throws Exception {
    try (ChildProcesses children = new ChildProcesses()) {
      Recorder recorder = new Recorder();
      children.start(
          new ChildSpec(
              List.of("sh", "-c", "echo out $TANDEM_HOST; echo err >&2; exit 7"),
              Optional.empty(),
              Map.of("TANDEM_HOST", "sip-1")),
          recorder);
      assertThat(recorder.status.get(5, TimeUnit.SECONDS)).isEqualTo(7);
      assertThat(recorder.lines.poll(1, TimeUnit.SECONDS)).isEqualTo("out sip-1");
      assertThat(recorder.lines.poll(1, TimeUnit.SECONDS)).isEqualTo("err");
    }
  }

  @Test
  void exitIsSeenAtOnce() throws Exception {
    try (ChildProcesses children = new ChildProcesses()) {
      Figures latency = new Figures("kill -9 to exit callback");
      for (int i = 0; i < 20; i++) {
        Recorder recorder = new Recorder();
        Child child = children.start(ChildSpec.of("sleep", "60"), recorder);
        Thread.sleep(5);
        long killed = System.nanoTime();
        child.kill();
        assertThat(recorder.status.get(5, TimeUnit.SECONDS)).isEqualTo(128 + 9);
        latency.add(recorder.endedAt - killed);
      }
      assertThat(latency.print()).isLessThan(5_000_000);
    }
  }

  @Test
  void killTakesTheWholeGroupAndTerminateIsObeyed() throws Exception {
    try (ChildProcesses children = new ChildProcesses()) {
      Recorder recorder = new Recorder();
      Child child =
          children.start(
              ChildSpec.of("sh", "-c", "trap 'exit 3' TERM; sleep 60 & echo $!; wait"), recorder);
      long worker = Long.parseLong(recorder.lines.poll(5, TimeUnit.SECONDS));
      assertThat(child.stop(Duration.ofSeconds(5))).isTrue();
      assertThat(recorder.status.get(5, TimeUnit.SECONDS)).isEqualTo(3);
      assertThat(endsWithin(worker, 1000)).isTrue();
    }
  }

  @Test
  void deafChildIsKilledAfterThePatience() throws Exception {
    try (ChildProcesses children = new ChildProcesses()) {
      Recorder recorder = new Recorder();
      Child child =
          children.start(
              ChildSpec.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"),
              recorder);
      assertThat(recorder.lines.poll(5, TimeUnit.SECONDS)).isEqualTo("ready");
      assertThat(child.stop(Duration.ofMillis(100))).isFalse();
      assertThat(recorder.status.get(5, TimeUnit.SECONDS)).isEqualTo(128 + 9);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "nobody"})
  void childDiesWithItsKilledParent(String user) throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "skipped: this edge test changes the user of a child and needs root");
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ParentMain.class.getName(),
                user)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader reader = parent.inputReader(StandardCharsets.UTF_8)) {
      long child = Long.parseLong(reader.readLine());
      assertThat(ProcessHandle.of(child).orElseThrow().info().user()).contains(user);
      parent.destroyForcibly();
      assertThat(endsWithin(child, 1000)).isTrue();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void unknownUserIsNamed() {
    try (ChildProcesses children = new ChildProcesses()) {
      ChildSpec spec = new ChildSpec(List.of("true"), Optional.of("no-such-user"), Map.of());
      assertThatThrownBy(() -> children.start(spec, new Recorder()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no-such-user");
    }
  }

  @Test
  void endlessLineIsCut() throws Exception {
    try (ChildProcesses children = new ChildProcesses()) {
      Recorder recorder = new Recorder();
      children.start(ChildSpec.of("sh", "-c", "head -c 20000 /dev/zero | tr '\\0' x"), recorder);
      assertThat(recorder.lines.poll(5, TimeUnit.SECONDS)).hasSize(Child.MAX_LINE);
    }
  }

  @Test
  void secondLockNamesFileAndHolder(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("run").resolve("agent.lock");
    try (ProcessLock lock = ProcessLock.acquire(file)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> ProcessLock.acquire(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("agent.lock")
          .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
    }
    ProcessLock.acquire(file).close();
  }

  private static boolean endsWithin(long pid, int millis) throws Exception {
    long end = System.nanoTime() + millis * 1_000_000L;
    while (runs(pid)) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(1);
    }
    return true;
  }

  /** A corpse that its new parent has not buried yet is not running. */
  private static boolean runs(long pid) {
    try {
      return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException gone) {
      return false;
    }
  }
}
