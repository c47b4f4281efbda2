package tandem.os.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tandem.os.libc.Libc;

/**
 * Processes that outlived the one that was started: workers whose parent was killed, or whose
 * agent. They left no number behind, but they inherited their environment.
 */
public final class Strays {
  private static final int SIGKILL = 9;

  private Strays() {}

  /**
   * Kills (SIGKILL) every process that was started with {@code variable=value} in its environment,
   * except this one. Blocks for some milliseconds; does not wait for their end.
   *
   * @return how many there were
   * @throws IOException if the processes cannot be listed
   */
  public static int kill(String variable, String value) throws IOException {
    List<Integer> found;
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      found =
          java.util.stream.StreamSupport.stream(processes.spliterator(), false)
              .filter(process -> startedWith(process, variable + "=" + value))
              .map(process -> Integer.parseInt(process.getFileName().toString()))
              .filter(process -> process != ProcessHandle.current().pid())
              .toList();
    }
    found.forEach(process -> Libc.kill(process, SIGKILL));
    return found.size();
  }

  private static boolean startedWith(Path process, String entry) {
    try {
      String all =
          new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
      return List.of(all.split("\0")).contains(entry);
    } catch (IOException e) {
      return false; // It ended meanwhile, or belongs to somebody whom we may not kill either.
    }
  }
}
