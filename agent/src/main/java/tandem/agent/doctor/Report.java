package tandem.agent.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The checks as lines for people, or as JSON for scripts. */
public final class Report {

  private Report() {}

  public static List<String> lines(List<Check> checks, boolean colour) {
    List<String> lines = new ArrayList<>();
    int width = checks.stream().mapToInt(check -> check.name().length()).max().orElse(1);
    for (Check check : checks) {
      String name = String.format(Locale.ROOT, "%-" + width + "s", check.name());
      lines.add(badge(check.verdict(), colour) + "  " + name + "  " + check.found());
      if (!check.mend().isEmpty()) {
        lines.add(" ".repeat(width + 8) + "-> " + check.mend());
      }
    }
    lines.add(summary(checks));
    return lines;
  }

  private static String badge(Check.Verdict verdict, boolean colour) {
    String text = String.format(Locale.ROOT, "%-4s", verdict);
    if (!colour) {
      return text;
    }
    String code =
        switch (verdict) {
          case OK -> "32";
          case WARN -> "33";
          case FAIL -> "1;31";
        };
    return "\033[" + code + "m" + text + "\033[0m";
  }

  private static String summary(List<Check> checks) {
    return count(checks, Check.Verdict.OK)
        + " ok, "
        + count(checks, Check.Verdict.WARN)
        + " to look at, "
        + count(checks, Check.Verdict.FAIL)
        + " to mend";
  }

  private static long count(List<Check> checks, Check.Verdict verdict) {
    return checks.stream().filter(check -> check.verdict() == verdict).count();
  }

  /** One line. */
  public static String json(List<Check> checks) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("ok", exitCode(checks) == 0);
    ArrayNode array = node.putArray("checks");
    for (Check check : checks) {
      array
          .addObject()
          .put("name", check.name())
          .put("verdict", check.verdict().name().toLowerCase(Locale.ROOT))
          .put("found", check.found())
          .put("mend", check.mend());
    }
    return node.toString();
  }

  /** 1 if anything is to be mended, else 0. */
  public static int exitCode(List<Check> checks) {
    return count(checks, Check.Verdict.FAIL) > 0 ? 1 : 0;
  }
}
