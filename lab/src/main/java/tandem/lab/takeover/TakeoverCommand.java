package tandem.lab.takeover;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tandem.lab.pair.TandemPair;
import tandem.lab.peer.KeepalivedPair;
import tandem.lab.peer.KeepalivedVariant;
import tools.jackson.databind.json.JsonMapper;

/** {@code tandem lab takeover}. */
@Command(
    name = "takeover",
    mixinStandardHelpOptions = true,
    description = {
      "Measures takeovers from outside, on this machine, in network namespaces.",
      "Exit: 0 if Tandem kept every promise in every trial, 1 if not, 2 wrong usage."
    })
public final class TakeoverCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--scenario", defaultValue = "all", description = "all, or NAME[,NAME...]")
  private String scenario;

  @Option(names = "--trials", defaultValue = "5", description = "of each scenario (default 5)")
  private int trials;

  @Option(names = "--json", description = "every trial as JSON on standard output")
  private boolean json;

  @Option(
      names = "--peer",
      split = ",",
      description =
          "compare with keepalived (its tuned form), keepalived:fast or keepalived:vmac; a list")
  private List<String> peers = List.of();

  @Option(names = "--peer-only", description = "do not run Tandem itself")
  private boolean peerOnly;

  @Option(names = "--profile", defaultValue = "lab", description = "lab, fast or field")
  private String profile;

  @Option(
      names = "--heartbeat",
      defaultValue = "250",
      description = "a SIP server silent for so many ms is hung (default 250)")
  private int heartbeat;

  @Option(names = "--hold", defaultValue = "0", description = "let no fault last more seconds")
  private int hold;

  @Option(names = "--timeline", description = "show the pair's own timeline of each takeover")
  private boolean timelines;

  @Option(
      names = "--one-pair",
      description = "play all scenarios on one pair: quicker; default: a fresh pair for each")
  private boolean onePair;

  @Option(names = "--ipv6", description = "measure the IPv6 address")
  private boolean ipv6;

  @Override
  public Integer call() {
    List<Scenario> scenarios =
        Scenario.parse(scenario)
            .orElseThrow(
                () ->
                    wrong(
                        "--scenario %s: choose from %s"
                            .formatted(
                                scenario,
                                Arrays.stream(Scenario.values()).map(Scenario::label).toList())));
    if (!List.of("lab", "fast", "field").contains(profile)) {
      throw wrong("--profile " + profile + ": choose lab, fast or field");
    }
    List<Campaign.Maker> makers = makers();
    PrintStream progress = json ? System.err : System.out;
    progress.println("building the network ...");
    try (Bench bench = Bench.open(ipv6)) {
      Campaign campaign = new Campaign(bench, progress, trials, hold, timelines);
      List<List<Scenario>> rounds =
          onePair ? List.of(scenarios) : scenarios.stream().map(List::of).toList();
      rounds.forEach(round -> makers.forEach(maker -> campaign.play(round, maker)));
      report(campaign, progress);
      return kept(campaign) ? 0 : 1;
    }
  }

  private List<Campaign.Maker> makers() {
    List<Campaign.Maker> makers = new ArrayList<>();
    if (!peerOnly) {
      makers.add((bench, each) -> new TandemPair(bench.network(), profile, heartbeat));
    }
    for (String peer : peers) {
      KeepalivedVariant variant =
          variant(peer).orElseThrow(() -> wrong("--peer " + peer + ": not known"));
      makers.add(
          (bench, each) ->
              new KeepalivedPair(
                  bench.network(), variant, each == Scenario.HEARTBEAT_CUT ? "eth0" : "eth1"));
    }
    return makers;
  }

  private static Optional<KeepalivedVariant> variant(String peer) {
    if (peer.equals("keepalived")) {
      return Optional.of(KeepalivedVariant.TUNED);
    }
    return Arrays.stream(KeepalivedVariant.values())
        .filter(v -> peer.equals("keepalived:" + v.label()))
        .findFirst();
  }

  private void report(Campaign campaign, PrintStream progress) {
    progress.println();
    progress.println(ResultTable.of(campaign.results()));
    campaign.failures().forEach(failure -> progress.println("FAILED " + failure));
    if (json) {
      System.out.println(
          JsonMapper.builder()
              .build()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(
                  Map.of("trials", campaign.results(), "failures", campaign.failures())));
    }
  }

  private static boolean kept(Campaign campaign) {
    // A peer promises nothing: only our own trials count.
    return campaign.failures().isEmpty()
        && campaign.results().stream()
            .filter(result -> result.product().startsWith("tandem"))
            .allMatch(result -> result.broken().isEmpty());
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
