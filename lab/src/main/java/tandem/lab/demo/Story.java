package tandem.lab.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tandem.admin.view.EventView;
import tandem.admin.view.TimelineText;
import tandem.admin.view.TimelineView;
import tandem.lab.measure.Measurement;
import tandem.lab.network.Node;
import tandem.lab.pair.TandemPair;
import tandem.lab.takeover.Bench;
import tandem.lab.takeover.Scenario;
import tandem.lab.takeover.TrialResult;
import tandem.lab.takeover.TrialRunner;

/**
 * The demo that plays by itself: manual switchover, primary failure, primary disconnect. It says
 * what the hosts did and what the client noticed, and whether the promises held.
 */
final class Story {

  /** RFC 3261 §17.1.2.2: a client repeats a request after T1, so a shorter gap costs one repeat. */
  private static final double T1_MILLIS = 500;

  /** A host that is cut off is believed dead when its lease is over, not before. */
  private static final double DISCONNECT_MILLIS = 1500;

  private static final int HOLD_SECONDS = 4;

  private record Chapter(Scenario scenario, String title, double boundMillis) {}

  private static final List<Chapter> CHAPTERS =
      List.of(
          new Chapter(Scenario.SWITCHOVER, "manual switchover", T1_MILLIS),
          new Chapter(Scenario.PROCESS_DEATH, "primary failure: its SIP server killed", T1_MILLIS),
          new Chapter(
              Scenario.HOST_CUT_OFF,
              "primary disconnect: its host cut off for " + HOLD_SECONDS + " s, then back",
              DISCONNECT_MILLIS));

  private final Bench bench;
  private final TandemPair pair;
  private final PrintStream out;
  private final List<String> broken = new ArrayList<>();

  Story(Bench bench, TandemPair pair, PrintStream out) {
    this.bench = bench;
    this.pair = pair;
    this.out = out;
  }

  /** Plays it; true if every promise held. */
  boolean play() {
    TrialRunner runner =
        new TrialRunner(bench, pair, HOLD_SECONDS, reason -> out.println("   waiting: " + reason));
    for (int number = 0; number < CHAPTERS.size(); number++) {
      Chapter chapter = CHAPTERS.get(number);
      out.printf("%n%d. %s%n", number + 1, chapter.title());
      long position = pair.journal(0).stream().mapToLong(EventView::position).max().orElse(0);
      TrialResult result = runner.play(chapter.scenario(), number + 1);
      tell(result, pair.journal(position));
      judge(chapter, result);
    }
    out.println();
    broken.forEach(promise -> out.println("BROKEN  " + promise));
    out.println(
        broken.isEmpty()
            ? "All promises held: the VIP moved each time, one owner at every moment, no client"
                + " lost."
            : "Not all promises held.");
    return broken.isEmpty();
  }

  private void tell(TrialResult result, List<EventView> events) {
    TimelineView.last(events)
        .ifPresentOrElse(
            timeline ->
                TimelineText.lines(timeline, true).forEach(line -> out.println("   " + line)),
            () -> out.println("   (the journal has no timeline of it)"));
    Measurement fault = result.fault();
    out.printf(
        Locale.ROOT,
        "   the client: longest gap %.0f ms, %d requests lost; after healing longest gap %.0f ms%n",
        fault.longestGap(),
        fault.lost(),
        result.healed().longestGap());
    out.printf(
        Locale.ROOT,
        "   on the wire: %s answered ARP before, %s after; both at once for %.0f ms%n",
        result.from(),
        result.to().isEmpty() ? "nobody" : result.to(),
        fault.dual() + result.healed().dual());
    out.printf(
        "   announcements: %s %d, %s %d; in order again %.1f s after healing%n",
        Node.SIP_1.host(),
        fault.announcements().get(0),
        Node.SIP_2.host(),
        fault.announcements().get(1),
        result.settleMillis() / 1000);
  }

  private void judge(Chapter chapter, TrialResult result) {
    List<String> found = new ArrayList<>(result.broken());
    if (result.fault().longestGap() > chapter.boundMillis()) {
      found.add(
          String.format(
              Locale.ROOT,
              "the client waited %.0f ms, more than %.0f ms",
              result.fault().longestGap(),
              chapter.boundMillis()));
    }
    if (result.to().equals(result.from())) {
      found.add("the old primary is primary again, not backup");
    }
    out.println(found.isEmpty() ? "   held" : "   BROKEN: " + String.join("; ", found));
    found.forEach(promise -> broken.add(chapter.title() + ": " + promise));
  }
}
