package tandem.lab.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes everything away when the lab ends, in whatever way it ends: a small process of its own that
 * waits for the end of its input, which comes with the end of the lab's process even by SIGKILL. It
 * then kills what still runs in the lab's namespaces, deletes them, and the lab's folder.
 */
final class Guardian implements AutoCloseable {

  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      dir=$1; shift
      cat >/dev/null
      for ns in "$@"; do
        [ -e "/run/netns/$ns" ] || continue
        for round in 1 2 3 4 5; do
          pids=$(ip netns pids "$ns")
          [ -n "$pids" ] || break
          kill -9 $pids 2>/dev/null
        done
        ip netns del "$ns"
      done
      for round in 1 2 3 4 5; do
        rm -rf -- "$dir" 2>/dev/null && break
        sleep 0.1
      done
      """;

  private final Process process;

  private Guardian(Process process) {
    this.process = process;
  }

  /** Starts it before there is anything to take away. */
  static Guardian start(Path directory, List<String> namespaces) {
    List<String> words =
        new ArrayList<>(List.of("setsid", "sh", "-c", SCRIPT, "tandem-lab-guardian"));
    words.add(directory.toString());
    words.addAll(namespaces);
    try {
      return new Guardian(
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new LabException("the lab's guardian does not start: " + e.getMessage(), e);
    }
  }

  /** Lets it do its work and waits until it is done. May be called more than once. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new LabException("the lab's guardian is gone: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
