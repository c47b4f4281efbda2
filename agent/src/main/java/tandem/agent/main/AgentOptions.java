package tandem.agent.main;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words after {@code tandem agent}. */
record AgentOptions(Path config, String host, Path stateDirectory, Path runDirectory) {

  static final String USAGE =
      """
      usage: tandem agent --config FILE --host NAME [--state-dir DIR] [--run-dir DIR]

      Runs this host's agent in the foreground: a voter of the quorum and, on the two hosts of the
      pair, the owner of the VIP and the supervisor of the application. Logs to standard error; ends
      with a graceful hand-over on SIGTERM.

        --config FILE     the pair's configuration, the same on every host
        --host NAME       which of its hosts this is
        --state-dir DIR   what must survive a restart (default /var/lib/tandem)
        --run-dir DIR     sockets and the lock (default /run/tandem)
      """;

  /** Says what is wrong with the words and how to mend it. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  static AgentOptions parse(List<String> words) throws UsageException {
    Map<String, String> values = new HashMap<>();
    values.put("--state-dir", "/var/lib/tandem");
    values.put("--run-dir", "/run/tandem");
    for (int i = 0; i < words.size(); i += 2) {
      String key = words.get(i);
      if (!List.of("--config", "--host", "--state-dir", "--run-dir").contains(key)) {
        throw new UsageException("unknown option '" + key + "'");
      }
      if (i + 1 == words.size()) {
        throw new UsageException(key + " needs a value");
      }
      values.put(key, words.get(i + 1));
    }
    for (String needed : List.of("--config", "--host")) {
      if (!values.containsKey(needed)) {
        throw new UsageException(needed + " is missing");
      }
    }
    return new AgentOptions(
        Path.of(values.get("--config")),
        values.get("--host"),
        Path.of(values.get("--state-dir")),
        Path.of(values.get("--run-dir")));
  }
}
