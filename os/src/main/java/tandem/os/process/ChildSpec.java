package tandem.os.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to start.
 *
 * @param command the program and its arguments; it must stay in the foreground
 * @param user the user to run as; empty: as the caller
 * @param environment variables added to the caller's
 */
public record ChildSpec(
    List<String> command, Optional<String> user, Map<String, String> environment) {

  public ChildSpec {
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a command needs at least the program's name");
    }
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  public static ChildSpec of(String... command) {
    return new ChildSpec(List.of(command), Optional.empty(), Map.of());
  }
}
