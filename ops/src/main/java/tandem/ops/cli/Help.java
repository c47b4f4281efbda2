package tandem.ops.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The help, made from {@link Verb}. */
final class Help {

  private static final String[] PROGRAMS = {
    "agent        The agent of one host, in the foreground.",
    "sip-server   The SIP server; the agent starts it.",
    "doctor       Check what this host needs, and name the mend.",
    "demo, lab    Hosts as network namespaces: see it work, measure it."
  };

  private Help() {}

  static List<String> all(Terminal.Look look) {
    List<String> lines = new ArrayList<>();
    lines.add("Usage: " + look.bold("tandem") + " [OPTIONS] COMMAND");
    lines.add("Keeps a SIP service reachable at one address, whatever happens to one host.");
    lines.add("");
    lines.add("Commands (tandem COMMAND --help says more):");
    for (Verb verb : Verb.values()) {
      String word = String.format(Locale.ROOT, "%-11s", verb.word);
      lines.add("  " + look.bold(word) + "  " + verb.summary);
    }
    lines.add("");
    lines.add("Programs (each has its own --help):");
    for (String program : PROGRAMS) {
      lines.add("  " + program);
    }
    lines.add("");
    lines.addAll(options(Verb.COMMON));
    lines.add("");
    lines.add("Exit codes: 0 done (status: healthy), 1 refused (status: degraded or no primary),");
    lines.add("2 wrong usage, 3 indeterminate (status: the agent does not answer).");
    return lines;
  }

  static List<String> of(Verb verb, Terminal.Look look) {
    List<String> lines = new ArrayList<>();
    lines.add(usage(verb, look));
    lines.add(verb.summary);
    lines.addAll(verb.details);
    lines.add("");
    List<Verb.Option> options = new ArrayList<>(verb.options);
    options.addAll(Verb.COMMON);
    lines.addAll(options(options));
    return lines;
  }

  static String usage(Verb verb, Terminal.Look look) {
    String operands = verb.operands.isEmpty() ? "" : " " + verb.operands;
    return "Usage: " + look.bold("tandem " + verb.word) + " [OPTIONS]" + operands;
  }

  private static List<String> options(List<Verb.Option> options) {
    return options.stream()
        .map(o -> String.format(Locale.ROOT, "  %-21s  %s", o.name() + " " + o.value(), o.text()))
        .toList();
  }
}
