package tandem.ops.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.admin.request.Request;
import tandem.admin.view.StatusView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;

/** Shows the stream of statuses. */
final class WatchCommand {

  private static final String HOME = "\033[H";
  private static final String REST_OF_LINE = "\033[K";
  private static final String REST_OF_SCREEN = "\033[J";

  private WatchCommand() {}

  static int run(Session session) throws Arguments.Usage {
    long count = session.arguments().number("--count").orElse(0L);
    AtomicInteger shown = new AtomicInteger();
    boolean live = session.terminal().look().live() && !session.json();
    if (live) {
      session.terminal().out().print(HOME + REST_OF_SCREEN);
    }
    while (true) {
      try {
        session
            .client(Duration.ofSeconds(10))
            .ask(
                new Request.Watch(),
                answer -> {
                  if (answer instanceof Answer.State(StatusView status)) {
                    show(session, status, live);
                    return shown.incrementAndGet() != count;
                  }
                  return true;
                });
        return 0;
      } catch (AgentClient.Unanswered e) {
        if (!live) {
          return OutcomeText.tell(session, e.outcome());
        }
        session.terminal().out().print(HOME + REST_OF_SCREEN);
        OutcomeText.tell(session, e.outcome());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void show(Session session, StatusView status, boolean live) {
    Terminal terminal = session.terminal();
    if (session.json()) {
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
