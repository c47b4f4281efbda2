package tandem.admin.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Small steps between trees and values; fields are written by hand, so that the form is ours. */
final class Json {

  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /** Empty if the line is anything but one JSON object. */
  static Optional<ObjectNode> object(String line) {
    try {
      return MAPPER.readTree(line) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Writes null for an empty value: a script finds every key. */
  static void put(ObjectNode node, String key, Optional<String> value) {
    node.put(key, value.orElse(null));
  }

  static void put(ObjectNode node, String key, Collection<String> values) {
    ArrayNode array = node.putArray(key);
    values.forEach(array::add);
  }

  static String text(JsonNode node, String key) {
    return node.path(key).asString("");
  }

  static Optional<String> optional(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  static List<String> texts(JsonNode node, String key) {
    List<String> texts = new ArrayList<>();
    node.path(key).forEach(item -> texts.add(item.asString("")));
    return texts;
  }

  static long number(JsonNode node, String key) {
    return node.path(key).asLong(0);
  }

  static boolean flag(JsonNode node, String key) {
    return node.path(key).asBoolean(false);
  }
}
