package tandem.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "switchover",
        "process-death",
        "process-hang",
        "service-unavailable",
        "carrier-loss",
        "agent-killed",
        "agent-frozen",
        "host-gone",
        "host-cut-off",
        "heartbeat-cut",
        "garp-lost",
        "witness-lost",
        "two-voters-lost",
        "start-both",
        "start-alone"
      })
  void everyPromiseHoldsIn(String scenario) throws Exception {
    Launcher.Ended lab =
        Launcher.run(
            4,
            "lab",
            "takeover",
            "--scenario",
            scenario,
            "--trials",
            "1",
            "--hold",
            "4",
            "--heartbeat",
            "2000");

    assertThat(lab.code()).as(lab.output()).isZero();
  }
}
