package tandem.admin.wire;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.admin.request.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Requests as lines. Reading is strict: a word the agent does not know must not be ignored. */
public final class RequestCodec {

  private static final List<String> WORDS =
      List.of("status", "watch", "switchover", "maintenance", "events");

  private RequestCodec() {}

  /** What a line was. */
  public sealed interface Decoded {}

  public record Understood(Request request) implements Decoded {}

  /** Not a request, and why; to be answered as it is. */
  public record Malformed(Answer.Fault fault) implements Decoded {}

  /** One line without its line feed. */
  public static String encode(Request request) {
    ObjectNode line = JsonNodeFactory.instance.objectNode().put("v", Wire.VERSION);
    switch (request) {
      case Request.Status _ -> line.put("request", "status");
      case Request.Watch _ -> line.put("request", "watch");
      case Request.Switchover r -> {
        line.put("request", "switchover");
        r.to().ifPresent(to -> line.put("to", to));
        line.put("force", r.force()).put("wait", r.await());
      }
      case Request.Maintenance r -> {
        line.put("request", "maintenance");
        r.host().ifPresent(host -> line.put("host", host));
        line.put("on", r.on()).put("force", r.force());
      }
      case Request.Events r ->
          line.put("request", "events").put("since", r.since()).put("follow", r.follow());
    }
    return Json.line(line);
  }

  /** Never throws. */
  public static Decoded decode(String line) {
    Optional<ObjectNode> object = Json.object(line);
    if (object.isEmpty()) {
      return malformed(
          "the request is not one JSON object on one line",
          "send for example {\"v\":1,\"request\":\"status\"}");
    }
    ObjectNode node = object.get();
    JsonNode version = node.path("v");
    if (!version.isInt() || version.intValue() != Wire.VERSION) {
      return malformed(
          "key 'v' is " + shown(version) + ": this agent speaks version " + Wire.VERSION,
          "use the tandem command of the same release as the agent");
    }
    String word = node.path("request").asString("");
    Fields fields = new Fields(node);
    Request request =
        switch (word) {
          case "status" -> new Request.Status();
          case "watch" -> new Request.Watch();
          case "switchover" ->
              new Request.Switchover(
                  fields.text("to"), fields.flag("force", false), fields.flag("wait", true));
          case "maintenance" ->
              new Request.Maintenance(
                  fields.text("host"), fields.needFlag("on"), fields.flag("force", false));
          case "events" -> new Request.Events(fields.number("since"), fields.flag("follow", false));
          default -> null;
        };
    if (request == null) {
      return malformed(
          "key 'request' is " + shown(node.path("request")) + ": unknown",
          "known: " + String.join(", ", WORDS));
    }
    return fields.fault().<Decoded>map(Malformed::new).orElseGet(() -> new Understood(request));
  }

  private static Malformed malformed(String error, String mend) {
    return new Malformed(new Answer.Fault(error, mend));
  }

  static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "missing" : Json.line(node);
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  /** Reads the fields of one request and remembers the first thing wrong. */
  private static final class Fields {

    private static final Set<String> COMMON = Set.of("v", "request");

    private final ObjectNode node;
    private final Set<String> known = new java.util.HashSet<>(COMMON);
    private Optional<Answer.Fault> wrong = Optional.empty();

    Fields(ObjectNode node) {
      this.node = node;
    }

    Optional<String> text(String key) {
      JsonNode value = take(key);
      if (value.isMissingNode() || value.isNull()) {
        return Optional.empty();
      }
      expect(value.isString(), key, value, "must be a string");
      return Optional.of(value.asString(""));
    }

    boolean flag(String key, boolean fallback) {
      JsonNode value = take(key);
      expect(value.isMissingNode() || value.isBoolean(), key, value, "must be true or false");
      return value.asBoolean(fallback);
    }

    boolean needFlag(String key) {
      expect(node.has(key), key, node.path(key), "must be true or false");
      return flag(key, false);
    }

    long number(String key) {
      JsonNode value = take(key);
      boolean fits = value.isIntegralNumber() && value.canConvertToLong();
      expect(value.isMissingNode() || fits, key, value, "must be a whole number");
      return value.asLong(0);
    }

    Optional<Answer.Fault> fault() {
      for (String key : node.propertyNames()) {
        expect(known.contains(key), key, node.path(key), "no such key in this request");
      }
      return wrong;
    }

    private JsonNode take(String key) {
      known.add(key);
      return node.path(key);
    }

    private void expect(boolean fine, String key, JsonNode value, String rule) {
      if (!fine && wrong.isEmpty()) {
        wrong =
            Optional.of(
                new Answer.Fault(
                    "key '" + key + "' is " + shown(value) + ": " + rule, "correct it"));
      }
    }
  }
}
