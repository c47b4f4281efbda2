package tandem.server.main;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import tandem.server.node.NodeEffect.Level;

/**
 * Writes log lines of {@code key=value} pairs from a thread of its own: whoever reads slowly does
 * not stop the server. Thread-safe.
 */
final class LogWriter implements LogSink, AutoCloseable {

  /** Lines beyond it are lost and counted. */
  static final int MAX_WAITING = 1_024;

  private static final String END = "";

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_WAITING);
  private final PrintStream out;
  private final Thread thread;

  LogWriter(PrintStream out) {
    this.out = out;
    this.thread = Thread.ofPlatform().daemon().name("log").start(this::write);
  }

  @Override
  public void log(Level level, String event, Map<String, String> details) {
    StringBuilder line = new StringBuilder(120);
    line.append("ts=").append(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    line.append(" level=").append(level.name().toLowerCase(Locale.ROOT));
    line.append(" event=").append(event);
    details.forEach((key, value) -> line.append(' ').append(key).append('=').append(shown(value)));
    // A full queue loses the line: serving goes first.
    lines.offer(line.toString());
  }

  private static String shown(String value) {
    boolean plain = !value.isEmpty() && value.chars().allMatch(c -> c > ' ' && c != '"' && c < 127);
    if (plain) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\');
              }
              quoted.appendCodePoint(Character.isISOControl(c) ? '?' : c);
            });
    return quoted.append('"').toString();
  }

  private void write() {
    try {
      for (String line = lines.take(); !line.equals(END); line = lines.take()) {
        out.println(line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.flush();
  }

  /** Waits a moment for what is queued. */
  @Override
  public void close() {
    try {
      lines.put(END);
      thread.join(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
