package tandem.lab.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real namespaces; needs root, as the CI has. */
class NetworkTest {

  @BeforeEach
  void root() throws Exception {
    Assumptions.assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "needs root");
  }

  private static boolean reaches(Network network, Node from, Node to) {
    // The neighbour answers by ARP or it does not: no ping is installed everywhere.
    Commands.inside(
        network.namespace(from),
        "bash",
        "-c",
        "ip neigh flush dev eth1; echo >/dev/udp/%s/9; for i in 1 2 3 4 5 6 7 8 9 10; do"
                .formatted(to.sipAddress())
            + " ip neigh get %s dev eth1 | grep -q lladdr && break; sleep 0.05; done"
                .formatted(to.sipAddress()));
    return Commands.inside(
            network.namespace(from), "ip", "neigh", "show", to.sipAddress(), "dev", "eth1")
        .contains("lladdr");
  }

  @Test
  void hostsReachEachOtherUnlessCutOffAndNothingIsLeft() {
    Network network = Network.build();
    String prefix = network.switchNamespace().replace("-switch", "");
    HostProcess sleeper =
        HostProcess.start(
            network.namespace(Node.SIP_1),
            List.of("sleep", "60"),
            Map.of(),
            network.directory().resolve("log"));
    try {
      assertThat(reaches(network, Node.CLIENT, Node.SIP_1)).isTrue();
      network.cables().cutOff(Node.SIP_1);
      assertThat(reaches(network, Node.CLIENT, Node.SIP_1)).isFalse();
      assertThat(carrier(network)).isEqualTo("1");
      network.cables().rejoin(Node.SIP_1);
      assertThat(reaches(network, Node.CLIENT, Node.SIP_1)).isTrue();
      network.cables().pullSip(Node.SIP_1);
      assertThat(reaches(network, Node.CLIENT, Node.SIP_1)).isFalse();
      assertThat(carrier(network)).isEqualTo("0");
      network.cables().plugSip(Node.SIP_1);
      assertThat(reaches(network, Node.CLIENT, Node.SIP_1)).isTrue();
    } finally {
      network.close();
    }
    assertThat(Commands.run("ip", "netns")).doesNotContain(prefix);
    assertThat(network.directory()).doesNotExist();
    assertThat(sleeper.ended(1000)).isTrue();
  }

  private static String carrier(Network network) {
    return Commands.inside(network.namespace(Node.SIP_1), "cat", "/sys/class/net/eth1/carrier")
        .strip();
  }
}
