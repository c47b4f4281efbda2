package tandem.lab.takeover;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tandem.lab.network.LabException;
import tandem.lab.network.Node;
import tandem.lab.product.Product;

/** All trials of a run: every scenario, on every product, as often as asked. */
final class Campaign {

  /** Makes a product ready for a scenario on the bench. */
  interface Maker {
    Product make(Bench bench, Scenario scenario);
  }

  private final Bench bench;
  private final PrintStream progress;
  private final int trials;
  private final int holdSeconds;
  private final boolean timelines;
  private final List<TrialResult> results = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  Campaign(Bench bench, PrintStream progress, int trials, int holdSeconds, boolean timelines) {
    this.bench = bench;
    this.progress = progress;
    this.trials = trials;
    this.holdSeconds = holdSeconds;
    this.timelines = timelines;
  }

  /** Plays the scenarios on one fresh pair; a pair that does not come into order ends them. */
  void play(List<Scenario> scenarios, Maker maker) {
    Scenario present = scenarios.getFirst();
    try (Product product = maker.make(bench, present)) {
      for (Scenario scenario : scenarios) {
        present = scenario;
        play(scenario, product);
      }
    } catch (LabException e) {
      failures.add(present.label() + ": " + e.getMessage());
      progress.println("  FAILED: " + e.getMessage());
    }
  }

  private void play(Scenario scenario, Product product) {
    try {
      if (scenario.needsWitness() && !product.hasWitness()) {
        return;
      }
      progress.printf("%s: %s: starting%n", product.name(), scenario.label());
      List.of(Node.SIP_1, Node.SIP_2, Node.WITNESS).forEach(product::start);
      TrialRunner runner =
          new TrialRunner(
              bench, product, holdSeconds, reason -> progress.println("  waiting: " + reason));
      for (int trial = 1; trial <= trials; trial++) {
        TrialResult result = runner.play(scenario, trial);
        results.add(result);
        progress.println(line(result, trials));
        if (timelines) {
          product.lastTakeover().forEach(line -> progress.println("       " + line));
        }
      }
    } catch (LabException e) {
      progress.println(product.logs());
      throw e;
    }
  }

  static String line(TrialResult result, int of) {
    String outage =
        result.fault().outage().stream()
            .mapToObj(ms -> String.format(Locale.ROOT, "outage %.1f ms", ms))
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "  %d/%d  %s -> %s  %s  longest gap %.0f ms, lost %d, two owners %.0f ms%s",
        result.trial(),
        of,
        result.from(),
        result.to().isEmpty() ? "nobody" : result.to(),
        outage.isEmpty() ? "no switch" : outage,
        result.fault().longestGap(),
        result.fault().lost(),
        result.fault().dual() + result.healed().dual(),
        result.broken().isEmpty() ? "" : "  BROKEN: " + String.join("; ", result.broken()));
  }

  List<TrialResult> results() {
    return results;
  }

  List<String> failures() {
    return failures;
  }
}
