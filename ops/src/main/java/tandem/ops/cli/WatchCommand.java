package tandem.ops.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tandem.admin.request.Request;
import tandem.admin.view.StatusView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;

@Command(
    name = "watch",
    description = {
      "Show the status live until Ctrl-C.",
      "On a terminal the screen is redrawn, and a restarted agent is found again; elsewhere each",
      "change is printed and the command ends (3) with the agent."
    })
final class WatchCommand implements Callable<Integer> {

  private static final String HOME = "\033[H";
  private static final String REST_OF_LINE = "\033[K";
  private static final String REST_OF_SCREEN = "\033[J";

  @ParentCommand private Main main;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after N statuses (default: never).")
  private int count;

  @Override
  public Integer call() throws InterruptedException {
    AtomicInteger shown = new AtomicInteger();
    boolean live = main.terminal().look().live() && !main.json();
    if (live) {
      main.terminal().out().print(HOME + REST_OF_SCREEN);
    }
    while (true) {
      try {
        main.client(Duration.ofSeconds(10))
            .ask(
                new Request.Watch(),
                answer -> {
                  if (answer instanceof Answer.State(StatusView status)) {
                    show(status, live);
                    return shown.incrementAndGet() != count;
                  }
                  return true;
                });
        return 0;
      } catch (AgentClient.Unanswered e) {
        if (!live) {
          return OutcomeText.tell(main, e.outcome());
        }
        main.terminal().out().print(HOME + REST_OF_SCREEN);
        OutcomeText.tell(main, e.outcome());
        Thread.sleep(Duration.ofSeconds(1));
      }
    }
  }

  private void show(StatusView status, boolean live) {
    Terminal terminal = main.terminal();
    if (main.json()) {
      terminal.line(AnswerCodec.json(status));
      return;
    }
    // Line by line over the old picture: clearing the screen first would flicker.
    terminal.out().print(live ? HOME : "");
    for (String line : StatusText.lines(status, terminal)) {
      terminal.out().println(live ? line + REST_OF_LINE : line);
    }
    terminal.line(live ? REST_OF_SCREEN : "");
  }
}
