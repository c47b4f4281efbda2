package tandem.os.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.os.host.HostFacts.Capability;
import tandem.os.libc.OsException;

/** A process of its own puts itself in real time: what the tests run in stays as it is. */
class SchedulingTest {

  /** Prints the policy of each of its threads, and of one started later. */
  public static final class Raised {
    public static void main(String[] arguments) throws OsException, Exception {
      while (Scheduling.realtimeProcess(1) > 0) {
        Thread.onSpinWait();
      }
      Thread.ofPlatform().name("later").start(Raised::print).join();
    }

    private static void print() {
      try (var tasks = Files.list(Path.of("/proc/self/task"))) {
        for (Path task : tasks.toList()) {
          // proc(5): the policy is the 41st field, the 39th after the name in brackets.
          String stat = Files.readString(task.resolve("stat"));
          String policy = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[38];
          System.out.println(Files.readString(task.resolve("comm")).strip() + "=" + policy);
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void everyThreadAndWhatItStarts() throws Exception {
    assumeTrue(HostFacts.capabilities().contains(Capability.CAP_SYS_NICE));
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
    command.add(Raised.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader().readAllLines();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(lines).contains("later=2", "VM Thread=2", "C1 CompilerThre=2");
    assertThat(lines).allMatch(line -> line.endsWith("=2"));
  }
}
