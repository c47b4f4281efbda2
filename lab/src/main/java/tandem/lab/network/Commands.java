package tandem.lab.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's own tools to their end. A tool that fails throws with what it said. */
public final class Commands {

  private static final int SECONDS = 20;

  private Commands() {}

  /** Runs one command; its standard output. */
  public static String run(String... words) {
    return run("", List.of(words));
  }

  /** Runs one command inside a network namespace; its standard output. */
  public static String inside(String namespace, String... words) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(List.of(words));
    return run("", all);
  }

  /** Feeds the lines to a command that reads a batch; stops at the first that fails. */
  public static void batch(List<String> lines, String... words) {
    run(String.join("\n", lines) + "\n", List.of(words));
  }

  /**
   * Whether a command starts and ends with 0. Its standard input is the caller's; what it says is
   * lost.
   */
  public static boolean succeeds(List<String> words) {
    try {
      return new ProcessBuilder(words)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String run(String input, List<String> words) {
    Process process = null;
    try {
      process = new ProcessBuilder(words).redirectErrorStream(true).start();
      try (var to = process.getOutputStream()) {
        to.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new LabException(String.join(" ", words) + " took more than " + SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new LabException(
            "`%s` ended with %d: %s"
                .formatted(String.join(" ", words), process.exitValue(), said.strip()));
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException("`" + String.join(" ", words) + "`: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted");
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }
}
