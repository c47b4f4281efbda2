package tandem.ops.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.admin.request.Request;
import tandem.admin.view.StatusView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;

/** Asks once. */
final class StatusCommand {

  private StatusCommand() {}

  static int run(Session session) throws Arguments.Usage {
    AtomicInteger code = new AtomicInteger(Main.INDETERMINATE);
    try {
      session
          .client(Duration.ofSeconds(10))
          .ask(
              new Request.Status(),
              answer -> {
                if (answer instanceof Answer.State(StatusView status)) {
                  show(session, status);
                  code.set(status.healthy() ? 0 : 1);
                }
                return false;
              });
    } catch (AgentClient.Unanswered e) {
      return OutcomeText.tell(session, e.outcome());
    }
    return code.get();
  }

  private static void show(Session session, StatusView status) {
    Terminal terminal = session.terminal();
    if (session.json()) {
      terminal.line(AnswerCodec.json(status));
    } else {
      StatusText.lines(status, terminal).forEach(terminal.out()::println);
    }
  }
}
