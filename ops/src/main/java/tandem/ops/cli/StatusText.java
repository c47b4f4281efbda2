package tandem.ops.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.admin.view.StatusView;
import tandem.admin.view.StatusView.AlarmView;
import tandem.admin.view.StatusView.HostView;
import tandem.admin.view.TimelineText;

/** The status for people: the VIP and its holder on top, then the hosts, then what is wrong. */
final class StatusText {

  private static final String[] HEAD = {
    "HOST", "ROLE", "APPLICATION", "CARRIER", "SYNC", "AGENT", "NOTE"
  };

  private final StatusView status;
  private final Terminal terminal;
  private final Terminal.Look look;
  private final List<String> lines = new ArrayList<>();

  private StatusText(StatusView status, Terminal terminal) {
    this.status = status;
    this.terminal = terminal;
    this.look = terminal.look();
  }

  static List<String> lines(StatusView status, Terminal terminal) {
    StatusText text = new StatusText(status, terminal);
    text.top();
    text.hosts();
    text.quorum();
    text.troubles();
    text.timeline();
    return text.lines;
  }

  private void top() {
    String vips = look.bold(String.join(", ", status.vips()));
    String verdict =
        status.healthy()
            ? look.green("healthy")
            : status.primary().isEmpty() ? look.red("NO PRIMARY") : look.yellow("degraded");
    Optional<String> primary = status.primary();
    String holder =
        primary.isEmpty()
            ? look.red("nobody")
            : look.bold(primary.get()) + ", epoch " + status.epoch() + since();
    lines.add(status.group() + "  " + vips + "  " + look.arrow() + "  " + holder + "  " + verdict);
    lines.add("");
  }

  private String since() {
    return status.sinceWallMicros() == 0
        ? ""
        : ", for " + span(terminal.nowMicros() - status.sinceWallMicros());
  }

  /** The two largest units. */
  static String span(long micros) {
    long seconds = Math.max(0, micros / 1_000_000);
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3_600 + " h " + seconds / 60 % 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds / 3_600 % 24 + " h";
  }

  private void hosts() {
    List<String[]> rows = new ArrayList<>();
    rows.add(HEAD);
    status.hosts().forEach(host -> rows.add(row(host)));
    for (String voter : status.quorum().voters()) {
      if (status.hosts().stream().noneMatch(host -> host.name().equals(voter))) {
        boolean there = status.quorum().connected().contains(voter);
        rows.add(new String[] {name(voter), "witness", "", "", "", agent(there), ""});
      }
    }
    int[] widths = new int[HEAD.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < row.length; i++) {
        line.append(String.format(Locale.ROOT, "%-" + Math.max(1, widths[i]) + "s  ", row[i]));
      }
      lines.add(painted(row, line.toString().stripTrailing()));
    }
  }

  private String[] row(HostView host) {
    String application = host.maintenance() ? "maintenance" : host.application();
    if (!host.connected()) {
      return new String[] {
        name(host.name()), host.role(), "?", "?", "?", agent(false), host.note()
      };
    }
    return new String[] {
      name(host.name()),
      host.role(),
      application,
      host.carrier() ? "up" : "DOWN",
      host.synced() ? "yes" : "NO",
      agent(true),
      host.note()
    };
  }

  private String name(String host) {
    return host.equals(status.local()) ? host + " (here)" : host;
  }

  private static String agent(boolean connected) {
    return connected ? "connected" : "LOST";
  }

  private String painted(String[] row, String line) {
    if (row == HEAD) {
      return look.dim(line);
    }
    boolean lost = row[5].equals("LOST");
    boolean ill = !lost && (row[3].equals("DOWN") || !row[6].isEmpty());
    if (lost || ill) {
      return lost ? look.red(line) : look.yellow(line);
    }
    return row[1].equals("primary") ? look.green(line) : line;
  }

  private void quorum() {
    StatusView.QuorumView quorum = status.quorum();
    StatusView.LeaseView lease = status.lease();
    lines.add("");
    lines.add(
        "  quorum  "
            + quorum.connected().size()
            + " of "
            + quorum.voters().size()
            + " voters, "
            + quorum.leader().map(leader -> "leader " + leader).orElse("no leader")
            + (quorum.majority() ? "" : look.red(" NO MAJORITY")));
    lines.add(
        "  lease   "
            + lease.durationMillis()
            + " ms ("
            + lease.profile()
            + "), "
            + lease
                .holder()
                .map(
                    holder ->
                        "held by "
                            + holder
                            + (lease.remainingMillis() > 0
                                ? ", " + lease.remainingMillis() + " ms left"
                                : ""))
                .orElse("not held"));
  }

  private void troubles() {
    List<String> found = new ArrayList<>();
    for (AlarmView alarm : status.alarms()) {
      String text =
          alarm.text()
              + " ("
              + alarm.id()
              + ", "
              + EventText.time(alarm.sinceWallMicros(), terminal)
              + ")";
      found.add(
          switch (alarm.severity()) {
            case CRITICAL -> look.red("  ALARM   ") + text;
            case WARNING -> look.yellow("  warning ") + text;
            case INFO -> look.dim("  note    ") + text;
          });
    }
    // An alarm says it better; without one the reason for the verdict must still stand somewhere.
    if (status.alarms().isEmpty()) {
      status.troubles().forEach(trouble -> found.add(look.yellow("  warning ") + trouble));
    }
    if (!found.isEmpty()) {
      lines.add("");
      lines.addAll(found);
    }
  }

  private void timeline() {
    if (status.lastTakeover().isPresent()) {
      lines.add("");
      for (String line : TimelineText.lines(status.lastTakeover().get(), look.unicode())) {
        lines.add("  " + line);
      }
    }
  }
}
