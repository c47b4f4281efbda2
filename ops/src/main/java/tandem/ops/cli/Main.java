package tandem.ops.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import tandem.admin.wire.Wire;

/** The command line of Tandem: what an operator asks of the agent on this host. */
@Command(
    name = "tandem",
    version = "tandem " + Wire.RELEASE,
    description = "Keeps a SIP service reachable at one address, whatever happens to one host.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StatusCommand.class,
      WatchCommand.class,
      SwitchoverCommand.class,
      MaintenanceCommand.class,
      EventsCommand.class,
      InitCommand.class
    },
    footerHeading = "%nPrograms (each has its own --help):%n",
    footer = {
      "  agent        The agent of one host, in the foreground.",
      "  sip-server   The SIP server; the agent starts it.",
      "  doctor       Check what this host needs, and name the mend.",
      "  demo, lab    Hosts as network namespaces: see it work, measure it.",
      "",
      "Exit codes: 0 done (status: healthy), 1 refused (status: degraded or no primary),",
      "2 wrong usage, 3 indeterminate (status: the agent does not answer)."
    })
public final class Main implements Runnable {

  static final int INDETERMINATE = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = "--run-dir",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      defaultValue = "/run/tandem",
      description = "Run directory of the agent to ask (default: ${DEFAULT-VALUE}).")
  private Path runDirectory;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON, one object a line, on standard output.")
  private boolean json;

  @Option(
      names = "--timeout",
      scope = ScopeType.INHERIT,
      paramLabel = "SECONDS",
      description = "Give up on the agent after this (default: 10; 130 to await a switchover).")
  private Integer timeoutSeconds;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Show the version.")
  private boolean version;

  private final Terminal terminal;

  Main(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] arguments) {
    Terminal terminal = Terminal.ofProcess();
    int code = run(terminal, arguments);
    terminal.out().flush();
    terminal.err().flush();
    System.exit(code);
  }

  static int run(Terminal terminal, String... arguments) {
    CommandLine line = new CommandLine(new Main(terminal));
    CommandLine.Help.Ansi ansi =
        terminal.look().colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
    return line.setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setExitCodeExceptionMapper(
            e -> e instanceof ParameterException ? CommandLine.ExitCode.USAGE : INDETERMINATE)
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say which command.");
  }

  Terminal terminal() {
    return terminal;
  }

  boolean json() {
    return json;
  }

  AgentClient client(Duration usual) {
    Duration timeout = Optional.ofNullable(timeoutSeconds).map(Duration::ofSeconds).orElse(usual);
    return new AgentClient(runDirectory.resolve(Wire.SOCKET), timeout);
  }
}
