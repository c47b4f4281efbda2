package tandem.lab.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import tandem.lab.measure.Measurement;

class ResultTableTest {

  private static Measurement seen(double outage, double dual, boolean served) {
    return new Measurement(
        outage + 1,
        OptionalDouble.of(outage),
        OptionalDouble.of(outage + 2),
        3,
        0,
        dual,
        List.of(0, 5),
        served);
  }

  private static TrialResult result(String product, double outage) {
    return new TrialResult(
        product,
        "switchover",
        1,
        "sip-1",
        "sip-2",
        seen(outage, 0, true),
        seen(1, 0, true),
        0,
        10,
        List.of());
  }

  @Test
  void productsStandSideBySideWithTheirRatio() {
    String table =
        ResultTable.of(
            List.of(result("tandem lab", 5), result("tandem lab", 7), result("keepalived", 18)));

    List<String> lines = table.lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(2)).contains("tandem lab", "6.0 / 7.0", "0/2");
    assertThat(lines.get(3)).contains("keepalived", "18 / 18", "3.0");
    assertThat(lines.stream().mapToInt(String::length).distinct().count()).isEqualTo(1);
  }

  @Test
  void everyBrokenPromiseIsNamed() {
    assertThat(TrialRunner.broken(Scenario.SWITCHOVER, seen(5, 0, true), seen(1, 0, true), true))
        .isEmpty();
    assertThat(
            TrialRunner.broken(Scenario.SWITCHOVER, seen(5, 15, false), seen(1, 5, false), false))
        .containsExactly(
            "two owners for 15 ms during the fault",
            "two owners for 5 ms after healing",
            "no takeover",
            "not in order again within 60 s",
            "client lost");
    assertThat(TrialRunner.broken(Scenario.WITNESS_LOST, seen(5, 0, true), seen(1, 0, true), true))
        .containsExactly("the client noticed: gap 6 ms");
    assertThat(
            TrialRunner.broken(Scenario.TWO_VOTERS_LOST, seen(5, 0, true), seen(1, 0, true), true))
        .containsExactly("somebody still answers without a majority");
  }

  @Test
  void scenariosAreNamedAsOnTheCommandLine() {
    assertThat(Scenario.parse("switchover, host-cut-off"))
        .contains(List.of(Scenario.SWITCHOVER, Scenario.HOST_CUT_OFF));
    assertThat(Scenario.parse("all").orElseThrow()).hasSize(15);
    assertThat(Scenario.parse("switchover,nothing")).isEmpty();
  }
}
