package tandem.admin.wire;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Small steps between trees and values; fields are written by hand, so that the form is ours. */
final class Json {

  /** The parser alone: a mapper would double the time a command takes. */
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** Empty if the line is anything but one JSON object. */
  static Optional<ObjectNode> object(String line) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      ObjectNode object = object(parser);
      return parser.nextToken() == null ? Optional.of(object) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static ObjectNode object(JsonParser parser) {
    ObjectNode node = object();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      node.set(key, value(parser));
    }
    return node;
  }

  private static JsonNode value(JsonParser parser) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        ArrayNode array = nodes.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        yield array;
      }
      case VALUE_STRING -> nodes.stringNode(parser.getString());
      case VALUE_TRUE -> nodes.booleanNode(true);
      case VALUE_FALSE -> nodes.booleanNode(false);
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
      default -> nodes.nullNode();
    };
  }

  private static JsonNode integer(JsonParser parser) {
    return switch (parser.getNumberType()) {
      case INT -> JsonNodeFactory.instance.numberNode(parser.getIntValue());
      case LONG -> JsonNodeFactory.instance.numberNode(parser.getLongValue());
      default -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
    };
  }

  /** One line without its line feed. */
  static String line(JsonNode node) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(generator, node);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        node.forEachEntry(
            (key, value) -> {
              generator.writeName(key);
              write(generator, value);
            });
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        node.forEach(item -> write(generator, item));
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(node.stringValue());
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      case NUMBER -> generator.writeNumber(node.numberValue().toString());
      default -> generator.writeNull();
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
