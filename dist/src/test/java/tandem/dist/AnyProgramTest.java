package tandem.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tandem.lab.network.Commands;
import tandem.lab.network.Network;
import tandem.lab.network.Node;
import tandem.lab.wire.Signal;

/** Programs that know nothing of SIP or of Tandem, told their roles by examples/role-log. */
class AnyProgramTest {

  private static final String PLAIN =
      "command: [ sleep, infinity ], protocol: none, role-command: [ /etc/tandem/role-log ]";
  private static final String ADAPTER =
      "command: [ python3, /etc/tandem/role-adapter/adapter.py, /etc/tandem/role-log ], "
          + "protocol: role";

  @Test
  void aProgramIsToldItsRolesAndTheAgentLeavesNothing() throws Exception {
    RootNeeded.check();
    try (Network network = Network.build();
        RealPair pair = new RealPair(network, RealPair.with(PLAIN))) {
      pair.startOnSmallDisk(Node.SIP_1);
      pair.start(Node.SIP_2);
      pair.start(Node.WITNESS);
      Node first = pair.awaitSettled();
      // The two hosts' lines come in any order, each host's own in that of its roles.
      pair.await(
          "both told backup at their start",
          () -> pair.roleLines().containsAll(List.of("sip-1 backup 0", "sip-2 backup 0")));
      assertThat(lastOf(pair, first)).contains(" primary ");

      refusals(pair, first);
      Node second = switchover(pair, first);
      if (second == Node.SIP_2) {
        second = switchover(pair, second);
      }
      fullDisk(pair);
      termination(network, pair);
    }
  }

  @Test
  void theAdapterPassesRolesOn() throws Exception {
    RootNeeded.check();
    try (Network network = Network.build();
        RealPair pair = new RealPair(network, RealPair.with(ADAPTER))) {
      pair.start();
      Node first = pair.awaitSettled();
      Node second = switchover(pair, first);
      assertThat(pair.roleLines()).anyMatch(line -> line.startsWith(first.host() + " backup "));

      pair.signalApplication(second, Signal.KILL);

      pair.await("a takeover from the killed adapter", () -> pair.hasVip(first));
      pair.await("the primary told", () -> lastOf(pair, first).contains(" primary "));
      pair.await("the restarted one told", () -> lastOf(pair, second).contains(" backup "));
    }
  }

  private static String lastOf(RealPair pair, Node node) {
    return pair.roleLines().stream()
        .filter(line -> line.startsWith(node.host()))
        .reduce("", (before, line) -> line);
  }

  private static Node switchover(RealPair pair, Node from) throws Exception {
    Launcher.Ended ended = pair.tandem(from, "switchover");
    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(pair.awaitSettled()).isEqualTo(from.other());
    assertThat(lastOf(pair, from.other())).contains(" primary ");
    return from.other();
  }

  /** Every refusal says why and what to do about it. */
  private static void refusals(RealPair pair, Node primary) throws Exception {
    Launcher.Ended self = pair.tandem(primary, "switchover", "--to", primary.host());
    assertThat(self.code()).as("a repeated order is done already").isZero();
    assertThat(self.output()).contains(primary.host() + " is primary already");
    Launcher.Ended stranger = pair.tandem(primary, "switchover", "--to", "sip-9");
    assertThat(stranger.code()).as(stranger.output()).isEqualTo(1);
    assertThat(stranger.output()).contains("refused: ", "sip-9", "sip-1", "sip-2");
    Launcher.Ended rest = pair.tandem(primary, "maintenance", "on", primary.other().host());
    assertThat(rest.code()).as(rest.output()).isZero();
    Launcher.Ended resting = pair.tandem(primary, "switchover");
    assertThat(resting.code()).as(resting.output()).isEqualTo(1);
    assertThat(resting.output())
        .contains("refused: ", "is in maintenance", "tandem maintenance off");
    pair.tandem(primary, "maintenance", "off", primary.other().host());
    Launcher.Ended nobody =
        Launcher.run(1, "--run-dir", pair.directory().resolve("none").toString(), "switchover");
    assertThat(nobody.code()).as(nobody.output()).isEqualTo(3);
    assertThat(nobody.output()).contains("none/agent.sock");
    pair.awaitSettled();
  }

  /** A voter that cannot write acknowledges nothing: its host loses the lease, and says why. */
  private static void fullDisk(RealPair pair) throws Exception {
    pair.fillDisk(Node.SIP_1);
    pair.await("the VIP to leave the host of the full disk", () -> pair.hasVip(Node.SIP_2));
    assertThat(pair.hasVip(Node.SIP_1)).isFalse();
    Launcher.Ended status = pair.tandem(Node.SIP_1, "status");
    assertThat(status.output()).contains("No space left");
    assertThat(pair.terminate(Node.SIP_1)).as("ends").isTrue();
    pair.startOnSmallDisk(Node.SIP_1);
    // A voter that comes back with a newer term makes the others vote again, which may cost the
    // primary a lease that is as short as this one.
    if (pair.awaitSettled() == Node.SIP_1) {
      switchover(pair, Node.SIP_1);
    }
  }

  private static void termination(Network network, RealPair pair) throws Exception {
    List<Long> processes = pair.agent(Node.SIP_2).all();
    assertThat(processes).hasSizeGreaterThan(1);

    pair.agent(Node.SIP_2).signal(Signal.TERMINATE);
    pair.await("the VIP handed over", () -> pair.hasVip(Node.SIP_1));

    assertThat(pair.agent(Node.SIP_2).ended(15_000)).as(pair.logs()).isTrue();
    assertThat(pair.agent(Node.SIP_2).exitCode()).as(pair.logs()).isZero();
    assertThat(pair.hasVip(Node.SIP_2)).isFalse();
    assertThat(Commands.inside(network.namespace(Node.SIP_2), "nft", "list", "ruleset")).isBlank();
    assertThat(Commands.run("ip", "-n", network.namespace(Node.SIP_2), "address", "show"))
        .doesNotContain(Network.VIP + "/", Network.VIP6);
    assertThat(processes).noneMatch(process -> Files.exists(Path.of("/proc/" + process)));
    try (Stream<Path> left = Files.list(pair.runDirectory(Node.SIP_2))) {
      assertThat(left.map(file -> file.getFileName().toString())).containsOnly("agent.lock");
    }
    assertThat(lastOf(pair, Node.SIP_2)).contains(" backup ");
  }
}
