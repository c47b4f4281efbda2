package tandem.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The whole of Tandem on real hosts in network namespaces: real agents, the real SIP server, a
 * client and an observer on the wire. As root, or where users may make namespaces.
 */
class TakeoverScenariosTest {

  @Test
  void theDemoPlaysTheThreeWorkflowsAndLeavesNothing() throws Exception {
    Launcher.Ended demo = Launcher.run(4, "demo", "--once");

    assertThat(demo.code()).as(demo.output()).isZero();
    assertThat(demo.output())
        .contains("1. manual switchover", "2. primary failure", "3. primary disconnect")
        .contains("All promises held");
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(left.map(Path::toString).filter(name -> demo.output().contains(name))).isEmpty();
    }
  }

  @Test
  void everyPromiseHoldsInEveryScenario() throws Exception {
    // A machine that builds and tests may starve a service for a while: only a real hang is one.
    Launcher.Ended lab =
        Launcher.run(
            9,
            "lab",
            "takeover",
            "--scenario",
            "all",
            "--trials",
            "1",
            "--one-pair",
            "--hold",
            "3",
            "--heartbeat",
            "2000");

    assertThat(lab.code()).as(lab.output()).isZero();
  }
}
