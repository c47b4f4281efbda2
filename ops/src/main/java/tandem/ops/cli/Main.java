package tandem.ops.cli;

import java.util.List;
import tandem.admin.wire.Wire;

/** The command line of Tandem: what an operator asks of the agent on this host. */
public final class Main {

  static final int USAGE = 2;
  static final int INDETERMINATE = 3;

  private Main() {}

  public static void main(String[] words) {
    Terminal terminal = Terminal.ofProcess();
    int code = run(terminal, words);
    terminal.out().flush();
    terminal.err().flush();
    System.exit(code);
  }

  static int run(Terminal terminal, String... words) {
    try {
      Arguments arguments = Arguments.parse(words);
      if (arguments.flag("--version")) {
        terminal.line("tandem " + Wire.RELEASE);
        return 0;
      }
      if (arguments.flag("--help")) {
        List<String> help =
            arguments
                .verb()
                .map(verb -> Help.of(verb, terminal.look()))
                .orElseGet(() -> Help.all(terminal.look()));
        help.forEach(terminal::line);
        return 0;
      }
      if (arguments.verb().isEmpty()) {
        Help.all(terminal.look()).forEach(terminal::complain);
        return USAGE;
      }
      return answer(arguments.verb().get(), new Session(terminal, arguments));
    } catch (Arguments.Usage e) {
      terminal.complain(terminal.look().red("tandem: ") + e.getMessage());
      terminal.complain("  " + terminal.look().arrow() + " see: tandem --help");
      return USAGE;
    }
  }

  private static int answer(Verb verb, Session session) throws Arguments.Usage {
    if (verb != Verb.MAINTENANCE) {
      session.arguments().operands(0, 0);
    }
    return switch (verb) {
      case STATUS -> StatusCommand.run(session);
      case WATCH -> WatchCommand.run(session);
      case SWITCHOVER -> ChangeCommand.switchover(session);
      case MAINTENANCE -> ChangeCommand.maintenance(session);
      case EVENTS -> EventsCommand.run(session);
      case INIT -> InitCommand.run(session);
    };
  }
}
