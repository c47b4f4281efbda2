package tandem.admin.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A timeline as lines for people: each step's offset, and a bar that shows where the time went. */
public final class TimelineText {

  private static final int BAR = 32;

  private TimelineText() {}

  /**
   * @param unicode false for a terminal that shows ASCII only
   */
  public static List<String> lines(TimelineView timeline, boolean unicode) {
    List<String> lines = new ArrayList<>();
    String arrow = unicode ? " → " : " -> ";
    lines.add(
        "takeover, epoch "
            + timeline.epoch()
            + ": "
            + timeline.from().orElse("?")
            + arrow
            + timeline.to().orElse("?")
            + (timeline.reason().isEmpty() ? "" : ", " + timeline.reason())
            + ", "
            + millis(timeline.totalMicros())
            + " ms");
    int width = timeline.steps().stream().mapToInt(step -> step.host().length()).max().orElse(0);
    long before = 0;
    for (TimelineView.Step step : timeline.steps()) {
      long offset = step.wallMicros() - timeline.startMicros();
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-12s  %-" + Math.max(1, width) + "s  %9s ms  %s",
              step.name(),
              step.host(),
              millis(offset),
              bar(before, offset, Math.max(1, timeline.totalMicros()), unicode)));
      before = offset;
    }
    return lines;
  }

  /** From the step before to this one, on a scale of the whole. */
  private static String bar(long from, long to, long total, boolean unicode) {
    int start = cell(from, total);
    int end = Math.max(start + 1, cell(to, total));
    return (unicode ? "·" : ".").repeat(start) + (unicode ? "█" : "#").repeat(end - start);
  }

  private static int cell(long micros, long total) {
    long cell = Math.clamp(micros, 0, total) * BAR / total;
    return (int) Math.min(BAR - 1, cell);
  }

  private static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f", micros / 1_000.0);
  }
}
