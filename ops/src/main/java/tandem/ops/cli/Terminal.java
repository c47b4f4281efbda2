package tandem.ops.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;

/** Where the words go, and how they may look there. */
record Terminal(PrintWriter out, PrintWriter err, Look look, InstantSource clock, ZoneId zone) {

  /**
   * @param live the screen can be redrawn
   * @param colour escape sequences for colour are welcome
   * @param unicode more than ASCII can be shown
   */
  record Look(boolean live, boolean colour, boolean unicode) {

    static final Look PLAIN = new Look(false, false, false);

    String paint(String code, String text) {
      return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    String bold(String text) {
      return paint("1", text);
    }

    String dim(String text) {
      return paint("2", text);
    }

    String red(String text) {
      return paint("1;31", text);
    }

    String yellow(String text) {
      return paint("33", text);
    }

    String green(String text) {
      return paint("32", text);
    }

    String arrow() {
      return unicode ? "→" : "->";
    }
  }

  static Terminal ofProcess() {
    Charset charset = Charset.forName(System.getProperty("stdout.encoding", "US-ASCII"));
    Map<String, String> environment = System.getenv();
    boolean screen = isTerminal(1);
    boolean dumb = "dumb".equals(environment.get("TERM"));
    // https://no-color.org: present and not empty means no colour, whatever it says.
    boolean colour = screen && !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    Look look = new Look(screen && !dumb, colour, charset.equals(StandardCharsets.UTF_8));
    return new Terminal(
        writer(FileDescriptor.out, charset),
        writer(FileDescriptor.err, charset),
        look,
        InstantSource.system(),
        ZoneId.systemDefault());
  }

  private static PrintWriter writer(FileDescriptor descriptor, Charset charset) {
    OutputStream stream = new BufferedOutputStream(new FileOutputStream(descriptor), 8_192);
    return new PrintWriter(new java.io.OutputStreamWriter(stream, charset), false);
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // Not Linux: plain text is always right.
    }
  }

  long nowMicros() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void complain(String text) {
    out.flush();
    err.println(text);
    err.flush();
  }
}
