package tandem.os.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tandem.os.host.HostFacts.Capability;
import tandem.os.link.LinkState;
import tandem.os.namespace.TwoHosts;
import tandem.platform.address.VirtualAddress;

/** What the doctor asks, in a namespace where the answers are known. */
class HostFactsTest {

  @Test
  void factsOfAHost() throws Exception {
    try (TwoHosts hosts = TwoHosts.create("hst")) {
      hosts.hostIp("addr add 198.51.100.3/24 dev eth0");
      hosts.neighbourIp("addr add 198.51.100.2/24 dev eth0");
      hosts.onHost(
          () -> {
            assertThat(HostFacts.capabilities())
                .contains(Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW);
            LinkState link = HostFacts.link("eth0").orElseThrow();
            assertThat(link.adminUp() && link.carrier()).isTrue();
            assertThat(link.mac()).isPresent();
            assertThat(HostFacts.link("nosuch0")).isEmpty();
            assertThat(HostFacts.addresses("eth0"))
                .anyMatch(found -> found.address().getHostAddress().equals("198.51.100.3"));
            assertThat(HostFacts.nftablesUnusable()).isEmpty();
            VirtualAddress taken =
                new VirtualAddress(InetAddress.getByName("198.51.100.2"), 24, "eth0");
            assertThat(HostFacts.answeredBy(taken, Duration.ofMillis(500))).isPresent();
            Sysctl.write(Sysctl.IPV4_NONLOCAL_BIND, "1");
            assertThat(Sysctl.read(Sysctl.IPV4_NONLOCAL_BIND)).isEqualTo("1");
            Sysctl.write(Sysctl.IPV6_NONLOCAL_BIND, "1");
            assertThat(Sysctl.read(Sysctl.IPV6_NONLOCAL_BIND)).isEqualTo("1");
            return null;
          });
      assertThat(hosts.run(hosts.host(), "nft list ruleset")).isBlank();
    }
  }

  @Test
  void realtimeIsTriedOnAThreadOfItsOwn() {
    if (HostFacts.capabilities().contains(Capability.CAP_SYS_NICE)) {
      assertThat(HostFacts.realtimeImpossible()).isEmpty();
    } else {
      assertThat(HostFacts.realtimeImpossible().orElseThrow()).contains("CAP_SYS_NICE");
    }
  }
}
