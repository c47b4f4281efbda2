package tandem.ops.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.admin.request.Request;
import tandem.admin.view.EventView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;

/** Shows the journal. */
final class EventsCommand {

  /** A follower hears nothing while nothing happens. */
  private static final Duration FOREVER = Duration.ofDays(3_650);

  private EventsCommand() {}

  static int run(Session session) throws Arguments.Usage {
    boolean follow = session.arguments().flag("--follow");
    long since = session.arguments().number("--since").orElse(0L);
    AtomicInteger code = new AtomicInteger(Main.INDETERMINATE);
    try {
      session
          .client(follow ? FOREVER : Duration.ofSeconds(10))
          .ask(
              new Request.Events(since, follow),
              answer ->
                  switch (answer) {
                    case Answer.Event(EventView event) -> {
                      show(session, event);
                      yield true;
                    }
                    case Answer.Ended ended -> {
                      code.set(ended.outcome().exitCode());
                      yield false;
                    }
                    case Answer.State _, Answer.Fault _ -> true;
                  });
    } catch (AgentClient.Unanswered e) {
      return OutcomeText.tell(session, e.outcome());
    }
    return code.get();
  }

  private static void show(Session session, EventView event) {
    List<String> kinds = session.arguments().values("--kind");
    boolean wanted =
        kinds.isEmpty()
            || kinds.stream()
                .anyMatch(kind -> event.kind().equals(kind) || event.kind().startsWith(kind + "."));
    if (wanted) {
      Terminal terminal = session.terminal();
      terminal.line(session.json() ? AnswerCodec.json(event) : EventText.line(event, terminal));
    }
  }
}
