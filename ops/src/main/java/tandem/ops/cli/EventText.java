package tandem.ops.cli;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import tandem.admin.view.EventView;

/** One event as one line for people. */
final class EventText {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private EventText() {}

  static String line(EventView event, Terminal terminal) {
    String details =
        event.details().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
            .collect(Collectors.joining(" "));
    return String.format(
            Locale.ROOT,
            "%6d  %s  %-10s  %s  %s",
            event.position(),
            terminal.look().dim(time(event.wallMicros(), terminal)),
            event.host(),
            terminal.look().bold(event.kind()),
            details)
        .stripTrailing();
  }

  static String time(long wallMicros, Terminal terminal) {
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(wallMicros, 1_000_000L), Math.floorMod(wallMicros, 1_000_000L) * 1_000);
    return TIME.format(instant.atZone(terminal.zone()));
  }

  private static String quoted(String value) {
    return value.isEmpty() || value.indexOf(' ') >= 0 ? '"' + value + '"' : value;
  }
}
