package tandem.ops.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import tandem.admin.request.Request;
import tandem.admin.view.StatusView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;

@Command(
    name = "status",
    description = {
      "Show who holds the VIP, the hosts, alarms and the last takeover.",
      "Exit code: 0 healthy, 1 degraded or no primary, 3 the agent does not answer."
    })
final class StatusCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Override
  public Integer call() {
    AtomicInteger code = new AtomicInteger(Main.INDETERMINATE);
    try {
      main.client(Duration.ofSeconds(10))
          .ask(
              new Request.Status(),
              answer -> {
                if (answer instanceof Answer.State(StatusView status)) {
                  show(status);
                  code.set(status.healthy() ? 0 : 1);
                }
                return false;
              });
    } catch (AgentClient.Unanswered e) {
      return OutcomeText.tell(main, e.outcome());
    }
    return code.get();
  }

  private void show(StatusView status) {
    Terminal terminal = main.terminal();
    if (main.json()) {
      terminal.line(AnswerCodec.json(status));
    } else {
      StatusText.lines(status, terminal).forEach(terminal.out()::println);
    }
  }
}
