package tandem.lab.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tandem.lab.network.Commands;

/**
 * The terminal as the demo uses it: keys at once and a picture drawn over and over; lines in and
 * out where there is no terminal. What it changes it changes back, also when the demo is ended by a
 * signal.
 */
final class Terminal implements AutoCloseable {

  private static final String ALTERNATE_SCREEN = "\033[?1049h\033[?25l";
  private static final String MAIN_SCREEN = "\033[?25h\033[?1049l";

  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private final boolean interactive;
  private final Thread restore = Thread.ofPlatform().unstarted(this::restore);

  private Terminal(boolean interactive) {
    this.interactive = interactive;
  }

  static Terminal open() {
    var console = System.console();
    boolean interactive = console != null && console.isTerminal() && stty("-icanon", "-echo");
    Terminal terminal = new Terminal(interactive);
    if (interactive) {
      Runtime.getRuntime().addShutdownHook(terminal.restore);
      terminal.out.print(ALTERNATE_SCREEN);
    }
    return terminal;
  }

  boolean interactive() {
    return interactive;
  }

  /** Replaces the picture. */
  void draw(List<String> lines) {
    StringBuilder text = new StringBuilder("\033[H");
    lines.forEach(line -> text.append(line).append("\033[K\n"));
    out.print(text.append("\033[J"));
    out.flush();
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  /** Blocks for the next key; -1 when no more can come. Without a terminal line ends are passed. */
  int key() {
    try {
      return System.in.read();
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void close() {
    if (interactive) {
      restore();
      Runtime.getRuntime().removeShutdownHook(restore);
    }
  }

  private void restore() {
    out.print(MAIN_SCREEN);
    out.flush();
    stty("icanon", "echo");
  }

  private static boolean stty(String... settings) {
    List<String> words = new java.util.ArrayList<>(List.of("stty"));
    words.addAll(List.of(settings));
    return Commands.succeeds(words);
  }
}
