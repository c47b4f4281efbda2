package tandem.ops.cli;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.admin.request.Request;
import tandem.admin.wire.Answer;

/** A request that is answered by how it ended. */
final class OneOutcome {

  /** A little longer than the agent's own limit, so that its words are heard. */
  private static final Duration USUAL = Duration.ofSeconds(130);

  private OneOutcome() {}

  static int ask(Main main, Request request) {
    AtomicInteger code = new AtomicInteger(Main.INDETERMINATE);
    try {
      main.client(USUAL)
          .ask(
              request,
              answer -> {
                if (answer instanceof Answer.Ended ended) {
                  code.set(OutcomeText.tell(main, ended.outcome()));
                  return false;
                }
                return true;
              });
    } catch (AgentClient.Unanswered e) {
      return OutcomeText.tell(main, e.outcome());
    }
    return code.get();
  }
}
