package tandem.ops.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tandem.admin.request.Request;
import tandem.admin.view.EventView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;

@Command(
    name = "events",
    description = "Show the group's journal: roles, takeovers, requests and their results.")
final class EventsCommand implements Callable<Integer> {

  /** A follower hears nothing while nothing happens. */
  private static final Duration FOREVER = Duration.ofDays(3_650);

  @ParentCommand private Main main;

  @Option(names = "--follow", description = "Then show each new event until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only events after position N.")
  private long since;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only this kind, or all below it: takeover shows takeover.steps. Repeatable.")
  private List<String> kinds = List.of();

  @Override
  public Integer call() {
    AtomicInteger code = new AtomicInteger(Main.INDETERMINATE);
    try {
      main.client(follow ? FOREVER : Duration.ofSeconds(10))
          .ask(
              new Request.Events(since, follow),
              answer ->
                  switch (answer) {
                    case Answer.Event(EventView event) -> {
                      show(event);
                      yield true;
                    }
                    case Answer.Ended ended -> {
                      code.set(ended.outcome().exitCode());
                      yield false;
                    }
                    case Answer.State _, Answer.Fault _ -> true;
                  });
    } catch (AgentClient.Unanswered e) {
      return OutcomeText.tell(main, e.outcome());
    }
    return code.get();
  }

  private void show(EventView event) {
    boolean wanted =
        kinds.isEmpty()
            || kinds.stream()
                .anyMatch(kind -> event.kind().equals(kind) || event.kind().startsWith(kind + "."));
    if (wanted) {
      Terminal terminal = main.terminal();
      terminal.line(main.json() ? AnswerCodec.json(event) : EventText.line(event, terminal));
    }
  }
}
