package tandem.agent.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tandem.agent.main.edge.Log;

/**
 * Remembers over a restart that an operator took this host out of service: a file that is there or
 * not.
 */
final class MaintenanceFile {

  private final Path file;

  MaintenanceFile(Path stateDirectory) {
    this.file = stateDirectory.resolve("maintenance");
  }

  boolean isOn() {
    return Files.exists(file);
  }

  void set(boolean on, Log log) {
    try {
      if (on) {
        Files.writeString(file, "set by an operator; tandem maintenance off removes it\n");
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("maintenance.not-kept", e + ": it will be forgotten at the next start");
    }
  }
}
