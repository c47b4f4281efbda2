package tandem.ops.cli;

import tandem.admin.request.Outcome;
import tandem.admin.wire.AnswerCodec;

/** Tells how a request ended: words or JSON, and the exit code. */
final class OutcomeText {

  private OutcomeText() {}

  /** Done goes to standard output, everything else to standard error; JSON always to the former. */
  static int tell(Session session, Outcome outcome) {
    Terminal terminal = session.terminal();
    Terminal.Look look = terminal.look();
    if (session.json()) {
      terminal.line(AnswerCodec.json(outcome));
      return outcome.exitCode();
    }
    switch (outcome) {
      case Outcome.Done done -> terminal.line(done.text());
      case Outcome.Refused refused -> {
        terminal.complain(look.red("refused: ") + refused.reason());
        hint(terminal, refused.mend());
      }
      case Outcome.Indeterminate open -> {
        terminal.complain(look.yellow("indeterminate: ") + open.text());
        hint(terminal, open.advice());
      }
    }
    return outcome.exitCode();
  }

  private static void hint(Terminal terminal, String text) {
    if (!text.isEmpty()) {
      terminal.complain("  " + terminal.look().arrow() + " " + text);
    }
  }
}
