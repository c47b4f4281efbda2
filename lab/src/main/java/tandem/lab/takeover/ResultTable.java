package tandem.lab.takeover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import tandem.lab.measure.Spread;

/** The results as a Markdown table: medians and maxima in milliseconds, products side by side. */
final class ResultTable {

  private static final List<String> HEAD =
      List.of(
          "scenario",
          "product",
          "n",
          "outage",
          "to reach",
          "longest gap",
          "first answer",
          "lost",
          "gap after healing",
          "two owners",
          "two owners after",
          "both configured",
          "announced",
          "clients lost",
          "ratio");

  private ResultTable() {}

  static String of(List<TrialResult> results) {
    Map<String, List<TrialResult>> byScenario =
        results.stream()
            .collect(
                Collectors.groupingBy(
                    TrialResult::scenario, LinkedHashMap::new, Collectors.toList()));
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    byScenario.forEach((scenario, trials) -> rows.addAll(rowsOf(scenario, trials)));
    return layOut(rows);
  }

  private static List<List<String>> rowsOf(String scenario, List<TrialResult> trials) {
    List<List<String>> rows = new ArrayList<>();
    double reference = 0;
    for (String product : new LinkedHashSet<>(trials.stream().map(TrialResult::product).toList())) {
      List<TrialResult> own = trials.stream().filter(t -> t.product().equals(product)).toList();
      Spread outage = outage(own);
      if (rows.isEmpty()) {
        reference = outage.median();
      }
      String ratio =
          rows.isEmpty() || reference == 0 || outage.count() == 0
              ? ""
              : String.format(Locale.ROOT, "%.1f", outage.median() / reference);
      rows.add(row(scenario, product, own, outage, ratio));
    }
    return rows;
  }

  private static List<String> row(
      String scenario, String product, List<TrialResult> trials, Spread outage, String ratio) {
    double bound = Scenario.parse(scenario).orElseThrow().getFirst().boundMillis();
    long missing = trials.stream().filter(t -> !t.healed().served()).count();
    return List.of(
        scenario,
        product,
        Integer.toString(trials.size()),
        outage.toString(),
        bound == 0 ? "" : String.format(Locale.ROOT, "%.0f", bound),
        spread(trials, t -> t.fault().longestGap()),
        optional(trials.stream().map(t -> t.fault().firstAnswer()).toList()).toString(),
        spread(trials, t -> t.fault().lost()),
        spread(trials, t -> t.healed().longestGap()),
        spread(trials, t -> t.fault().dual()),
        spread(trials, t -> t.healed().dual()),
        spread(trials, TrialResult::bothConfigured),
        spread(trials, t -> t.fault().announcements().stream().mapToInt(n -> n).sum()),
        missing + "/" + trials.size(),
        ratio);
  }

  /** From the old owner's last answer to the new one's first; without one, the client's gap. */
  static Spread outage(List<TrialResult> trials) {
    return optional(trials.stream().map(t -> t.fault().outage()).toList());
  }

  private static Spread optional(List<OptionalDouble> figures) {
    return Spread.of(figures.stream().flatMapToDouble(OptionalDouble::stream));
  }

  private static String spread(List<TrialResult> trials, ToDoubleFunction<TrialResult> figure) {
    DoubleStream figures = trials.stream().mapToDouble(figure);
    return Spread.of(figures).toString();
  }

  static String layOut(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int at = 0; at < columns; at++) {
        widths[at] = Math.max(widths[at], row.get(at).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < rows.size(); line++) {
      text.append('|');
      for (int at = 0; at < columns; at++) {
        String cell = rows.get(line).get(at);
        text.append(' ').append(cell).append(" ".repeat(widths[at] - cell.length())).append(" |");
      }
      text.append('\n');
      if (line == 0) {
        text.append('|');
        for (int width : widths) {
          text.append("-".repeat(width + 2)).append('|');
        }
        text.append('\n');
      }
    }
    return text.toString();
  }
}
