package tandem.bench;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** {@code .ci/bench sip-parse}: the table of docs/benchmarks.md. Status 1 if a goal is missed. */
public final class BenchMain {

  private BenchMain() {}

  private record Row(double nanos, double bytes) {}

  public static void main(String[] arguments) throws RunnerException {
    if (arguments.length != 1 || !arguments[0].equals("sip-parse")) {
      System.err.println("usage: .ci/bench sip-parse");
      System.exit(2);
    }
    Map<String, Row> rows =
        rows(
            new Runner(
                    new OptionsBuilder()
                        .include(SipParseBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run());
    rows.forEach(
        (name, row) ->
            System.out.printf(
                Locale.ROOT, "%-14s %9.0f ns %9.0f B%n", name, row.nanos(), row.bytes()));
    System.out.printf("message of %d bytes%n", new SipParseBenchmark().messageBytes());
    Row read = rows.get("readTandem");
    boolean held =
        goal(
                "read, times faster than JAIN-SIP",
                rows.get("readJain").nanos() / read.nanos(),
                5,
                true)
            & goal(
                "read, times faster than pkts-sip",
                rows.get("readPkts").nanos() / read.nanos(),
                1.5,
                true)
            & goal("read, nanoseconds", read.nanos(), 1_500, false)
            & goal("read, bytes allocated", read.bytes(), 1_024, false)
            & goal(
                "forward, times faster than JAIN-SIP",
                rows.get("forwardJain").nanos() / rows.get("forwardTandem").nanos(),
                5,
                true);
    System.exit(held ? 0 : 1);
  }

  private static Map<String, Row> rows(Collection<RunResult> results) {
    Map<String, Row> rows = new TreeMap<>();
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark().replaceFirst(".*\\.", "");
      double bytes =
          result.getSecondaryResults().entrySet().stream()
              .filter(e -> e.getKey().endsWith("gc.alloc.rate.norm"))
              .mapToDouble(e -> e.getValue().getScore())
              .findFirst()
              .orElse(Double.NaN);
      rows.put(name, new Row(result.getPrimaryResult().getScore(), bytes));
    }
    return rows;
  }

  private static boolean goal(String what, double measured, double wanted, boolean atLeast) {
    boolean held = atLeast ? measured >= wanted : measured <= wanted;
    System.out.printf(
        Locale.ROOT,
        "%-36s %8.1f  goal %s %.1f  %s%n",
        what,
        measured,
        atLeast ? ">=" : "<=",
        wanted,
        held ? "held" : "MISSED");
    return held;
  }
}
