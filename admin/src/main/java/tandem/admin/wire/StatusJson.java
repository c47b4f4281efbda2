package tandem.admin.wire;

import static tandem.admin.wire.Json.flag;
import static tandem.admin.wire.Json.number;
import static tandem.admin.wire.Json.optional;
import static tandem.admin.wire.Json.put;
import static tandem.admin.wire.Json.text;
import static tandem.admin.wire.Json.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tandem.admin.view.StatusView;
import tandem.admin.view.StatusView.AlarmView;
import tandem.admin.view.StatusView.HostView;
import tandem.admin.view.StatusView.LeaseView;
import tandem.admin.view.StatusView.QuorumView;
import tandem.admin.view.StatusView.Severity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The status as JSON. Reading ignores keys it does not know: the agent may be newer. */
final class StatusJson {

  private StatusJson() {}

  static ObjectNode write(StatusView status) {
    ObjectNode node = Json.object();
    node.put("group", status.group());
    node.put("epoch", status.epoch());
    put(node, "primary", status.primary());
    put(node, "vips", status.vips());
    node.put("sinceWallMicros", status.sinceWallMicros());
    node.put("healthy", status.healthy());
    put(node, "troubles", status.troubles());
    ArrayNode hosts = node.putArray("hosts");
    status.hosts().forEach(host -> hosts.add(write(host)));
    node.set("quorum", write(status.quorum()));
    node.set("lease", write(status.lease()));
    ArrayNode alarms = node.putArray("alarms");
    status.alarms().forEach(alarm -> alarms.add(write(alarm)));
    node.put("local", status.local());
    node.put("version", status.version());
    status
        .lastTakeover()
        .ifPresentOrElse(
            timeline -> node.set("lastTakeover", EventJson.write(timeline)),
            () -> node.putNull("lastTakeover"));
    return node;
  }

  private static ObjectNode write(HostView host) {
    return Json.object()
        .put("name", host.name())
        .put("role", host.role())
        .put("application", host.application())
        .put("carrier", host.carrier())
        .put("ready", host.ready())
        .put("maintenance", host.maintenance())
        .put("connected", host.connected())
        .put("synced", host.synced())
        // As text: a reader with floating-point numbers would lose its last digits.
        .put("incarnation", Long.toString(host.incarnation()))
        .put("note", host.note());
  }

  private static ObjectNode write(QuorumView quorum) {
    ObjectNode node = Json.object();
    put(node, "leader", quorum.leader());
    put(node, "connected", quorum.connected());
    put(node, "voters", quorum.voters());
    return node.put("majority", quorum.majority());
  }

  private static ObjectNode write(LeaseView lease) {
    ObjectNode node = Json.object();
    put(node, "holder", lease.holder());
    return node.put("version", lease.version())
        .put("remainingMillis", lease.remainingMillis())
        .put("profile", lease.profile())
        .put("durationMillis", lease.durationMillis());
  }

  private static ObjectNode write(AlarmView alarm) {
    return Json.object()
        .put("id", alarm.id())
        .put("severity", alarm.severity().name().toLowerCase(Locale.ROOT))
        .put("text", alarm.text())
        .put("sinceWallMicros", alarm.sinceWallMicros());
  }

  static StatusView read(JsonNode node) {
    JsonNode timeline = node.path("lastTakeover");
    return new StatusView(
        text(node, "group"),
        number(node, "epoch"),
        optional(node, "primary"),
        texts(node, "vips"),
        number(node, "sinceWallMicros"),
        each(node.path("hosts"), StatusJson::host),
        quorum(node.path("quorum")),
        lease(node.path("lease")),
        each(node.path("alarms"), StatusJson::alarm),
        text(node, "local"),
        text(node, "version"),
        timeline.isObject() ? Optional.of(EventJson.timeline(timeline)) : Optional.empty());
  }

  private static HostView host(JsonNode node) {
    return new HostView(
        text(node, "name"),
        text(node, "role"),
        text(node, "application"),
        flag(node, "carrier"),
        flag(node, "ready"),
        flag(node, "maintenance"),
        flag(node, "connected"),
        flag(node, "synced"),
        number(node, "incarnation"),
        text(node, "note"));
  }

  private static QuorumView quorum(JsonNode node) {
    return new QuorumView(
        optional(node, "leader"),
        texts(node, "connected"),
        texts(node, "voters"),
        flag(node, "majority"));
  }

  private static LeaseView lease(JsonNode node) {
    return new LeaseView(
        optional(node, "holder"),
        number(node, "version"),
        number(node, "remainingMillis"),
        text(node, "profile"),
        number(node, "durationMillis"));
  }

  private static AlarmView alarm(JsonNode node) {
    Severity severity =
        switch (text(node, "severity")) {
          case "info" -> Severity.INFO;
          case "warning" -> Severity.WARNING;
          default -> Severity.CRITICAL;
        };
    return new AlarmView(
        text(node, "id"), severity, text(node, "text"), number(node, "sinceWallMicros"));
  }

  static <T> List<T> each(JsonNode array, Function<JsonNode, T> reader) {
    List<T> items = new ArrayList<>();
    array.forEach(item -> items.add(reader.apply(item)));
    return items;
  }
}
