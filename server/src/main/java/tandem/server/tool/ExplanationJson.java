package tandem.server.tool;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import tandem.sip.explain.Explanation;
import tandem.sip.explain.Explanation.Answer;
import tandem.sip.explain.Explanation.Field;
import tandem.sip.explain.Explanation.Finding;
import tandem.sip.explain.Explanation.Place;

/** An explanation as one JSON object, pretty-printed by fields. */
final class ExplanationJson {

  private ExplanationJson() {}

  static String of(Explanation e) {
    return "{\n"
        + "  \"verdict\": "
        + quote(e.verdict().name().toLowerCase().replace('_', '-'))
        + ",\n"
        + "  \"kind\": "
        + quote(e.kind())
        + ",\n"
        + "  \"startLine\": "
        + quote(e.startLine())
        + ",\n"
        + "  \"fields\": "
        + list(e.fields().stream().map(ExplanationJson::field).toList())
        + ",\n"
        + "  \"body\": {"
        + place(e.body().place())
        + ", \"bytes\": "
        + e.body().length()
        + ", \"surplus\": "
        + e.body().surplus()
        + ", \"type\": "
        + quote(e.body().type())
        + "},\n"
        + "  \"findings\": "
        + list(e.findings().stream().map(ExplanationJson::finding).toList())
        + ",\n"
        + "  \"answer\": "
        + answer(e.answer())
        + "\n}\n";
  }

  private static String field(Field field) {
    return "{"
        + place(field.place())
        + ", \"name\": "
        + quote(field.name())
        + ", \"header\": "
        + field.header().map(ExplanationJson::quote).orElse("null")
        + ", \"value\": "
        + quote(field.value())
        + ", \"understood\": "
        + field.understood()
        + ", \"meanings\": "
        + field.meanings().stream()
            .map(ExplanationJson::quote)
            .collect(Collectors.joining(", ", "[", "]"))
        + "}";
  }

  private static String finding(Finding finding) {
    return "{\"fatal\": "
        + finding.fatal()
        + ", "
        + place(finding.place())
        + ", \"what\": "
        + quote(finding.what())
        + "}";
  }

  private static String answer(Answer answer) {
    return switch (answer) {
      case Answer.Response(int status, String reason, String rule, byte[] text) ->
          "{\"kind\": \"response\", \"status\": "
              + status
              + ", \"reason\": "
              + quote(reason)
              + ", \"rule\": "
              + quote(rule)
              + ", \"text\": "
              + quote(new String(text, StandardCharsets.UTF_8))
              + "}";
      case Answer.Silence(String why) -> "{\"kind\": \"silence\", \"why\": " + quote(why) + "}";
      case Answer.GoesOn(String to) -> "{\"kind\": \"goes-on\", \"to\": " + quote(to) + "}";
    };
  }

  private static String place(Place place) {
    return "\"line\": " + place.line() + ", \"offset\": " + place.offset();
  }

  private static String list(List<String> items) {
    return items.isEmpty() ? "[]" : "[\n    " + String.join(",\n    ", items) + "\n  ]";
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\r' -> quoted.append("\\r");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
