package tandem.lab.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tandem.lab.network.Network;

/** The demo's picture, as lines of text with ANSI colours. */
final class Screen {

  static final String KEYS =
      "1 switchover  2 kill SIP server  3 freeze it  4 kill agent  5 freeze agent 10 s";
  static final String MORE_KEYS =
      "6 pull SIP cable  7 cut host off  8 host gone  w witness  h heal all  z zero  q quit";

  private static final String BOLD = "\033[1m";
  private static final String GREEN = "\033[32m";
  private static final String RED = "\033[31m";
  private static final String PLAIN = "\033[0m";

  /** A client that hears nothing for longer is worth a red line. */
  private static final double WORRYING_MILLIS = 50;

  private Screen() {}

  static List<String> draw(DemoView view) {
    List<String> lines = new ArrayList<>();
    lines.add(BOLD + "Tandem: " + Network.VIP + " and " + Network.VIP6 + PLAIN);
    lines.add("");
    lines.add(
        "  on the wire   "
            + paint(view.onWire().equals("nobody") || view.onWire().contains("+"), view.onWire())
            + "     epoch "
            + view.epoch());
    lines.add("");
    for (DemoView.HostLine host : view.hosts()) {
      lines.add(
          String.format(
              "  %-9s %-9s %-21s %s",
              host.name(),
              host.role(),
              host.application(),
              host.note().isEmpty()
                  ? (host.onWire() ? GREEN + "has the VIP" + PLAIN : "")
                  : RED + host.note() + PLAIN));
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "  client        %s   last gap %.0f ms   longest %.0f ms   lost %d",
            answers(view),
            view.latestGap(),
            view.longestGap(),
            view.lost()));
    lines.add("");
    lines.add("  broken now    " + (view.faults().isEmpty() ? "nothing" : red(view.faults())));
    lines.add("");
    view.happened().forEach(event -> lines.add("  " + event));
    lines.add("");
    lines.add(BOLD + KEYS + PLAIN);
    lines.add(BOLD + MORE_KEYS + PLAIN);
    return lines;
  }

  private static String answers(DemoView view) {
    boolean silent = view.silenceMillis() > WORRYING_MILLIS;
    return paint(
        silent,
        silent
            ? String.format(Locale.ROOT, "silence for %.0f ms", view.silenceMillis())
            : String.format(Locale.ROOT, "%.0f answers/s", view.answersPerSecond()));
  }

  private static String red(List<String> words) {
    return RED + String.join(", ", words) + PLAIN;
  }

  private static String paint(boolean bad, String text) {
    return (bad ? RED : GREEN) + text + PLAIN;
  }
}
