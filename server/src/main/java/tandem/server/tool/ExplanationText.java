package tandem.server.tool;

import java.nio.charset.StandardCharsets;
import java.util.List;
import tandem.sip.explain.Explanation;
import tandem.sip.explain.Explanation.Answer;
import tandem.sip.explain.Explanation.Body;
import tandem.sip.explain.Explanation.Field;
import tandem.sip.explain.Explanation.Finding;
import tandem.sip.explain.Explanation.Verdict;

/** An explanation for people. What came from the wire is shown without its control characters. */
final class ExplanationText {

  private static final int MAX_SHOWN = 160;
  private static final String RED = "31";
  private static final String GREEN = "32";
  private static final String YELLOW = "33";
  private static final String BOLD = "1";
  private static final String DIM = "2";

  private final byte[] datagram;
  private final boolean colour;
  private final StringBuilder out = new StringBuilder();

  ExplanationText(byte[] datagram, boolean colour) {
    this.datagram = datagram;
    this.colour = colour;
  }

  String of(Explanation explanation) {
    head(explanation);
    fields(explanation);
    body(explanation.body(), explanation.verdict());
    findings(explanation.findings());
    answer(explanation.answer());
    return out.toString();
  }

  private void head(Explanation explanation) {
    String verdict =
        switch (explanation.verdict()) {
          case WELL_FORMED -> paint("1;" + GREEN, "well-formed");
          case MALFORMED -> paint("1;" + RED, "malformed");
          case KEEP_ALIVE -> paint("1;" + GREEN, "keep-alive");
        };
    out.append(verdict).append("  ").append(plain(explanation.kind())).append('\n');
    if (!explanation.startLine().isEmpty()) {
      out.append("  ").append(paint(BOLD, plain(explanation.startLine()))).append('\n');
    }
  }

  private void fields(Explanation explanation) {
    if (explanation.fields().isEmpty()) {
      return;
    }
    int width = explanation.fields().stream().mapToInt(f -> name(f).length()).max().orElse(0);
    width = Math.min(width, 28);
    out.append('\n').append(paint(DIM, "  line  offset  field")).append('\n');
    for (Field field : explanation.fields()) {
      String mark = field.understood() ? " " : paint(YELLOW, "!");
      String place = String.format("%5d %7d  ", field.place().line(), field.place().offset());
      String name = String.format("%-" + width + "s", name(field));
      String indent = "\n" + " ".repeat(1 + place.length() + width + 2);
      out.append(mark).append(paint(DIM, place)).append(name).append("  ");
      out.append(String.join(indent, shown(field))).append('\n');
    }
  }

  private static String name(Field field) {
    String name = plain(field.name());
    return field.header().filter(h -> name.length() == 1).map(h -> name + " = " + h).orElse(name);
  }

  /** What the field means, or its raw value if there is nothing to be said about it. */
  private List<String> shown(Field field) {
    if (!field.understood()) {
      return List.of(paint(YELLOW, plain(field.value())));
    }
    return field.meanings().isEmpty()
        ? List.of(paint(DIM, field.value().isEmpty() ? "(empty)" : plain(field.value())))
        : field.meanings().stream().map(ExplanationText::plain).toList();
  }

  private void body(Body body, Verdict verdict) {
    if (verdict != Verdict.KEEP_ALIVE && body.length() > 0) {
      String type = body.type().isEmpty() ? "of no declared type" : plain(body.type());
      out.append(
          String.format(
              "%n body  %s, %d bytes from line %d, offset %d%n",
              type, body.length(), body.place().line(), body.place().offset()));
    }
  }

  private void findings(List<Finding> findings) {
    for (Finding finding : findings) {
      String mark = finding.fatal() ? paint(RED, "wrong") : paint(YELLOW, " odd ");
      out.append('\n').append(mark).append(' ').append(plain(finding.what()));
      out.append(
          String.format(
              "  (line %d, offset %d)%n", finding.place().line(), finding.place().offset()));
      String line = lineAt(finding.place().offset());
      if (!line.isEmpty()) {
        out.append("      ").append(paint(DIM, line)).append('\n');
        out.append("      ").append(paint(RED, "^")).append('\n');
      }
    }
  }

  /** The line of the datagram from the offset on. */
  private String lineAt(int offset) {
    int end = offset;
    while (end < datagram.length && datagram[end] != '\r' && datagram[end] != '\n') {
      end++;
    }
    return plain(new String(datagram, offset, end - offset, StandardCharsets.UTF_8));
  }

  private void answer(Answer answer) {
    out.append('\n').append(paint(BOLD, "answer")).append(' ');
    switch (answer) {
      case Answer.Silence(String why) -> out.append("none: ").append(why).append('\n');
      case Answer.GoesOn(String to) ->
          out.append("none from the message layer: it goes on to ").append(plain(to)).append('\n');
      case Answer.Response(int _, String _, String rule, byte[] text) -> {
        out.append("because ").append(rule).append('\n');
        for (String line : new String(text, StandardCharsets.UTF_8).stripTrailing().split("\r\n")) {
          out.append("  ").append(plain(line)).append('\n');
        }
      }
    }
  }

  private String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** Control characters as escapes, so that no message can write to the terminal; cut if long. */
  private static String plain(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        shown.append(String.format("\\x%02x", (int) c));
      } else {
        shown.append(c);
      }
      if (shown.length() > MAX_SHOWN) {
        return shown.append(" …").toString();
      }
    }
    return shown.toString();
  }
}
