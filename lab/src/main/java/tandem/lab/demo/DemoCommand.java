package tandem.lab.demo;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.lab.network.LabException;
import tandem.lab.network.Node;
import tandem.lab.pair.TandemPair;
import tandem.lab.takeover.Bench;
import tandem.lab.takeover.TrialRunner;

/** {@code tandem demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Two hosts, a witness and a client on this machine, in network namespaces.",
      "Exit of --once: 0 if every promise held, 1 if not, 2 wrong usage."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final int HEARTBEAT_MILLIS = 500;

  /** No workflow of the story is a hang, and on a busy machine a server may be starved for long. */
  private static final int PATIENT_HEARTBEAT_MILLIS = 2000;

  @Spec private CommandSpec spec;

  @Option(names = "--once", description = "play the three workflows, judge them, and end")
  private boolean once;

  @Option(names = "--profile", defaultValue = "lab", description = "lab, fast or field")
  private String profile;

  @Override
  public Integer call() {
    if (!List.of("lab", "fast", "field").contains(profile)) {
      throw new ParameterException(
          spec.commandLine(), "--profile " + profile + ": choose lab, fast or field");
    }
    System.out.println("building the network and starting to measure ...");
    try (Bench bench = Bench.open(false);
        TandemPair pair =
            new TandemPair(
                bench.network(), profile, once ? PATIENT_HEARTBEAT_MILLIS : HEARTBEAT_MILLIS)) {
      System.out.println("starting the agents of sip-1, sip-2 and the witness ...");
      List.of(Node.SIP_1, Node.SIP_2, Node.WITNESS).forEach(pair::start);
      awaitOrder(bench, pair);
      if (once) {
        return new Story(bench, pair, System.out).play() ? 0 : 1;
      }
      try (Terminal terminal = Terminal.open()) {
        new LiveDemo(bench, pair, terminal).run();
      }
      System.out.println("taking everything away ...");
      return 0;
    }
  }

  private static void awaitOrder(Bench bench, TandemPair pair) {
    long start = System.nanoTime();
    TrialRunner runner =
        new TrialRunner(bench, pair, 0, reason -> System.out.println("  waiting: " + reason));
    try {
      Node primary =
          runner
              .settled()
              .orElseThrow(
                  () -> new LabException("the pair does not come into order: " + pair.unsettled()));
      System.out.printf(
          "in order after %.1f s: %s is primary%n",
          (System.nanoTime() - start) / 1e9, primary.host());
    } catch (LabException e) {
      System.out.println(pair.logs());
      throw e;
    }
  }
}
