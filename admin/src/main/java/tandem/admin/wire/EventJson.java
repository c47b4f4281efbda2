package tandem.admin.wire;

import static tandem.admin.wire.Json.number;
import static tandem.admin.wire.Json.optional;
import static tandem.admin.wire.Json.put;
import static tandem.admin.wire.Json.text;

import java.util.LinkedHashMap;
import java.util.Map;
import tandem.admin.view.EventView;
import tandem.admin.view.TimelineView;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Events and timelines as JSON. */
final class EventJson {

  private EventJson() {}

  static ObjectNode write(EventView event) {
    ObjectNode node = Json.object();
    node.put("position", event.position());
    node.put("host", event.host());
    node.put("wallMicros", event.wallMicros());
    node.put("kind", event.kind());
    ObjectNode details = node.putObject("details");
    event.details().forEach(details::put);
    return node;
  }

  static EventView event(JsonNode node) {
    Map<String, String> details = new LinkedHashMap<>();
    node.path("details").forEachEntry((key, value) -> details.put(key, value.asString("")));
    return new EventView(
        number(node, "position"),
        text(node, "host"),
        number(node, "wallMicros"),
        text(node, "kind"),
        details);
  }

  static ObjectNode write(TimelineView timeline) {
    ObjectNode node = Json.object();
    node.put("epoch", timeline.epoch());
    put(node, "from", timeline.from());
    put(node, "to", timeline.to());
    node.put("reason", timeline.reason());
    node.put("totalMicros", timeline.totalMicros());
    ArrayNode steps = node.putArray("steps");
    for (TimelineView.Step step : timeline.steps()) {
      steps
          .addObject()
          .put("name", step.name())
          .put("host", step.host())
          .put("wallMicros", step.wallMicros())
          .put("offsetMicros", step.wallMicros() - timeline.startMicros());
    }
    return node;
  }

  static TimelineView timeline(JsonNode node) {
    return new TimelineView(
        number(node, "epoch"),
        optional(node, "from"),
        optional(node, "to"),
        text(node, "reason"),
        StatusJson.each(
            node.path("steps"),
            step ->
                new TimelineView.Step(
                    text(step, "name"), text(step, "host"), number(step, "wallMicros"))));
  }
}
