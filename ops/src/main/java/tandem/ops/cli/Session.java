package tandem.ops.cli;

import java.nio.file.Path;
import java.time.Duration;
import tandem.admin.wire.Wire;

/** One call of the command: what was asked, and where to say the answer. */
record Session(Terminal terminal, Arguments arguments) {

  boolean json() {
    return arguments.flag("--json");
  }

  /** A client of the agent in the run directory. */
  AgentClient client(Duration usual) throws Arguments.Usage {
    Path runDirectory = Path.of(arguments.value("--run-dir").orElse("/run/tandem"));
    Duration timeout = arguments.number("--timeout").map(Duration::ofSeconds).orElse(usual);
    return new AgentClient(runDirectory.resolve(Wire.SOCKET), timeout);
  }
}
