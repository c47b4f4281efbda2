package tandem.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./tandem} as a user does, on what this build has just made. */
final class Launcher {

  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private Launcher() {}

  /**
   * @param output standard output and error together
   */
  record Ended(int code, String output) {}

  /** The launcher builds what is older than its sources; this build is not, it is going on. */
  static void markBuilt() throws IOException {
    Path built = HOME.resolve("dist/target/tandem/lib/.built");
    if (Files.notExists(built)) {
      Files.createFile(built);
    }
    Files.setLastModifiedTime(built, FileTime.from(Instant.now()));
  }

  static Ended run(int minutes, String... arguments) throws IOException, InterruptedException {
    markBuilt();
    List<String> words = new ArrayList<>(List.of(HOME.resolve("tandem").toString()));
    words.addAll(List.of(arguments));
    Path log = Files.createTempFile("tandem-", ".log");
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      process.getOutputStream().close();
      boolean ended = process.waitFor(minutes, TimeUnit.MINUTES);
      String output = Files.readString(log, StandardCharsets.UTF_8);
      return new Ended(ended ? process.exitValue() : -1, output);
    } finally {
      process.destroy();
      Files.delete(log);
    }
  }
}
