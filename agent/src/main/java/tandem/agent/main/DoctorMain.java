package tandem.agent.main;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tandem.agent.doctor.Check;
import tandem.agent.doctor.Doctor;
import tandem.agent.doctor.LocalAgent;
import tandem.agent.doctor.Report;

/** {@code tandem doctor}: with or without a running agent. */
public final class DoctorMain {

  private static final String USAGE =
      """
      Usage: tandem doctor --config FILE --host NAME [--run-dir DIR] [--state-dir DIR] [--json]
      Check what this host needs to be a member of its pair, and name the mend. Changes nothing.
        --config FILE     the pair's YAML file
        --host NAME       which of its hosts this one is
        --run-dir DIR     run directory of the agent, if one runs (default: /run/tandem)
        --state-dir DIR   its state directory (default: /var/lib/tandem)
        --json            print one JSON object
      Exit code: 0 nothing to mend, 1 something to mend, 2 wrong usage.
      """;

  private static final List<String> VALUED =
      List.of("--config", "--host", "--run-dir", "--state-dir");

  private DoctorMain() {}

  public static void main(String[] words) {
    Charset charset = Charset.forName(System.getProperty("stdout.encoding", "US-ASCII"));
    System.exit(run(words, new PrintStream(System.out, true, charset), System.err));
  }

  static int run(String[] words, PrintStream out, PrintStream err) {
    Map<String, String> options = new HashMap<>();
    boolean json = false;
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (word.equals("--help") || word.equals("-h")) {
        out.print(USAGE);
        return 0;
      } else if (word.equals("--json")) {
        json = true;
      } else if (VALUED.contains(word) && i + 1 < words.length) {
        options.put(word, words[++i]);
      } else if (!(i == 0 && word.equals("doctor"))) {
        return usage(err, VALUED.contains(word) ? word + " needs a value" : "unknown: " + word);
      }
    }
    if (!options.containsKey("--config") || !options.containsKey("--host")) {
      return usage(err, "--config and --host are needed");
    }
    Path runDirectory = Path.of(options.getOrDefault("--run-dir", "/run/tandem"));
    List<Check> checks =
        new Doctor(new OsHostProbe())
            .examine(
                Path.of(options.get("--config")),
                options.get("--host"),
                Path.of(options.getOrDefault("--state-dir", "/var/lib/tandem")),
                LocalAgent.status(runDirectory));
    if (json) {
      out.println(Report.json(checks));
    } else {
      Report.lines(checks, colour()).forEach(out::println);
    }
    return Report.exitCode(checks);
  }

  private static int usage(PrintStream err, String why) {
    err.println("tandem doctor: " + why);
    err.print(USAGE);
    return 2;
  }

  private static boolean colour() {
    boolean refused = !System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    try {
      return !refused
          && Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("/dev/pts/");
    } catch (java.io.IOException e) {
      return false;
    }
  }
}
