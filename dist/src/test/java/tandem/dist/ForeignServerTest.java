package tandem.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.lab.measure.Measurement;
import tandem.lab.network.Node;
import tandem.lab.takeover.Bench;
import tandem.lab.wire.Signal;

/**
 * Kamailio as Debian has it under examples/pair-kamailio.yaml: two phones register and call through
 * the VIP before and after each fault. Kamailio keeps its registrations in the memory of one host,
 * so the phones register again after a takeover, as they do when theirs expire.
 */
class ForeignServerTest {

  /** The observer asks this often who has the VIP; two answers to one question are two owners. */
  private static final double QUESTION_MILLIS = 2;

  private interface Fault {
    void happen(Node primary) throws Exception;
  }

  private Bench bench;
  private RealPair pair;
  private Phones phones;

  @Test
  void kamailioMovesWithTheVip() throws Exception {
    RootNeeded.check();
    try (Bench opened = Bench.open(false);
        RealPair started = new RealPair(opened.network(), RealPair.example("pair-kamailio.yaml"))) {
      bench = opened;
      pair = started;
      phones = new Phones(bench.network());
      pair.start();
      pair.awaitSettled();
      phones.register();
      phones.call(2);

      afterFault("planned switchover", this::switchover);
      afterFault("all of Kamailio killed", primary -> kill(primary, pair.application(primary)));
      afterFault(
          "Kamailio's first process killed",
          primary -> kill(primary, List.of(pair.application(primary).getFirst())));
      afterFault("Kamailio hung", primary -> pair.signalApplication(primary, Signal.STOP));
      afterFault("host cut off", bench.network().cables()::cutOff);
      afterFault("agent killed", primary -> pair.agent(primary).signal(Signal.KILL));
    }
  }

  private void switchover(Node primary) throws Exception {
    Launcher.Ended ended = pair.tandem(primary, "switchover");
    assertThat(ended.code()).as(ended.output()).isZero();
  }

  private void kill(Node primary, List<Long> processes) {
    assertThat(processes).as("Kamailio on " + primary).isNotEmpty();
    processes.forEach(Signal.KILL::send);
  }

  private void afterFault(String name, Fault fault) throws Exception {
    Node old = pair.awaitSettled();
    List<Long> before = pair.application(old);
    long epoch = pair.status(old).orElseThrow().epoch();
    long from = System.nanoTime();
    fault.happen(old);
    pair.await("the VIP on " + old.other() + " after: " + name, () -> pair.hasVip(old.other()));
    pair.await(
        "the role-command on " + old.other(),
        () -> pair.roleLines().stream().anyMatch(line -> isPrimarySince(line, old.other(), epoch)));
    phones.register();
    phones.call(2);
    heal(old);
    assertThat(pair.awaitSettled()).as("no fail-back after: " + name).isEqualTo(old.other());
    backupWasTold(old);
    if (!name.equals("planned switchover") && !name.equals("host cut off")) {
      assertThat(pair.application(old)).as("old workers").doesNotContainAnyElementsOf(before);
    }
    long to = System.nanoTime();
    Measurement seen =
        Measurement.of(
            bench.take(from - 500_000_000L, to), from, to, old.ordinal(), QUESTION_MILLIS);
    System.out.printf(
        "kamailio: %s: longest gap %.0f ms, two owners %.0f ms%n",
        name, seen.longestGap(), seen.dual());
    assertThat(seen.dual()).as("two owners, ms, after: " + name).isZero();
    assertThat(seen.served()).as("served after: " + name).isTrue();
    phones.call(1);
  }

  /** A takeover by waiting leaves an epoch out. */
  private static boolean isPrimarySince(String line, Node node, long epoch) {
    String primary = node.host() + " primary ";
    return line.startsWith(primary) && Long.parseLong(line.substring(primary.length())) > epoch;
  }

  /** A host is ready before its role-command has run. */
  private void backupWasTold(Node old) {
    pair.await(
        "the role-command on " + old, () -> lastLine(old).startsWith(old.host() + " backup "));
  }

  private String lastLine(Node node) {
    return pair.roleLines().stream()
        .filter(line -> line.startsWith(node.host() + " "))
        .reduce("", (before, line) -> line);
  }

  private void heal(Node old) {
    bench.network().cables().rejoin(old);
    if (!pair.agent(old).alive()) {
      pair.start(old);
    }
  }
}
