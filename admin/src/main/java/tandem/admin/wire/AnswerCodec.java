package tandem.admin.wire;

import static tandem.admin.wire.Json.text;

import java.util.Optional;
import tandem.admin.request.Outcome;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tools.jackson.databind.node.ObjectNode;

/** Answers as lines, and the same JSON without its envelope for {@code --json}. */
public final class AnswerCodec {

  private AnswerCodec() {}

  /** One line without its line feed. */
  public static String encode(Answer answer) {
    ObjectNode line = Json.object().put("v", Wire.VERSION);
    switch (answer) {
      case Answer.State state -> line.set("status", StatusJson.write(state.status()));
      case Answer.Event event -> line.set("event", EventJson.write(event.event()));
      case Answer.Ended ended -> line.set("outcome", write(ended.outcome()));
      case Answer.Fault fault ->
          line.putObject("fault").put("error", fault.error()).put("mend", fault.mend());
    }
    return Json.line(line);
  }

  /** Empty for a line that is no answer. Never throws. */
  public static Optional<Answer> decode(String line) {
    Optional<ObjectNode> object = Json.object(line);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode node = object.get();
    if (node.path("status").isObject()) {
      return Optional.of(new Answer.State(StatusJson.read(node.path("status"))));
    }
    if (node.path("event").isObject()) {
      return Optional.of(new Answer.Event(EventJson.event(node.path("event"))));
    }
    if (node.path("outcome").isObject()) {
      return outcome(node.path("outcome")).map(Answer.Ended::new);
    }
    if (node.path("fault").isObject()) {
      return Optional.of(
          new Answer.Fault(text(node.path("fault"), "error"), text(node.path("fault"), "mend")));
    }
    return Optional.empty();
  }

  /** The status as one line of JSON. */
  public static String json(StatusView status) {
    return Json.line(StatusJson.write(status));
  }

  /** The event as one line of JSON. */
  public static String json(EventView event) {
    return Json.line(EventJson.write(event));
  }

  /** The outcome as one line of JSON. */
  public static String json(Outcome outcome) {
    return Json.line(write(outcome));
  }

  private static ObjectNode write(Outcome outcome) {
    ObjectNode node = Json.object();
    return switch (outcome) {
      case Outcome.Done o -> node.put("outcome", "done").put("text", o.text());
      case Outcome.Refused o ->
          node.put("outcome", "refused").put("reason", o.reason()).put("mend", o.mend());
      case Outcome.Indeterminate o ->
          node.put("outcome", "indeterminate").put("text", o.text()).put("advice", o.advice());
    };
  }

  private static Optional<Outcome> outcome(tools.jackson.databind.JsonNode node) {
    return Optional.ofNullable(
        switch (text(node, "outcome")) {
          case "done" -> new Outcome.Done(text(node, "text"));
          case "refused" -> new Outcome.Refused(text(node, "reason"), text(node, "mend"));
          case "indeterminate" ->
              new Outcome.Indeterminate(text(node, "text"), text(node, "advice"));
          default -> null;
        });
  }
}
