package tandem.ops.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.admin.request.Request;
import tandem.admin.wire.Answer;

/** The requests that change something; each is answered by how it ended. */
final class ChangeCommand {

  /** A little longer than the agent's own limit, so that its words are heard. */
  private static final Duration USUAL = Duration.ofSeconds(130);

  private ChangeCommand() {}

  static int switchover(Session session) throws Arguments.Usage {
    Arguments arguments = session.arguments();
    if (arguments.flag("--wait") && arguments.flag("--no-wait")) {
      throw new Arguments.Usage("--wait and --no-wait exclude each other");
    }
    return ask(
        session,
        new Request.Switchover(
            arguments.value("--to"), arguments.flag("--force"), !arguments.flag("--no-wait")));
  }

  static int maintenance(Session session) throws Arguments.Usage {
    List<String> operands = session.arguments().operands(1, 2);
    String mode = operands.getFirst();
    if (!mode.equals("on") && !mode.equals("off")) {
      throw new Arguments.Usage("expected on or off, not '" + mode + "'");
    }
    Optional<String> host = operands.size() == 2 ? Optional.of(operands.get(1)) : Optional.empty();
    return ask(
        session,
        new Request.Maintenance(host, mode.equals("on"), session.arguments().flag("--force")));
  }

  private static int ask(Session session, Request request) throws Arguments.Usage {
    AtomicInteger code = new AtomicInteger(Main.INDETERMINATE);
    try {
      session
          .client(USUAL)
          .ask(
              request,
              answer -> {
                if (answer instanceof Answer.Ended ended) {
                  code.set(OutcomeText.tell(session, ended.outcome()));
                  return false;
                }
                return true;
              });
    } catch (AgentClient.Unanswered e) {
      return OutcomeText.tell(session, e.outcome());
    }
    return code.get();
  }
}
