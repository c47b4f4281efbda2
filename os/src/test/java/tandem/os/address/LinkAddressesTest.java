package tandem.os.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.os.libc.OsException;
import tandem.os.namespace.Figures;
import tandem.os.namespace.TwoHosts;
import tandem.platform.address.VirtualAddress;

/** Addresses on a real interface of a network namespace. */
class LinkAddressesTest {
  private static final Duration LONG = Duration.ofSeconds(100);

  private TwoHosts hosts;
  private LinkAddresses addresses;

  @BeforeEach
  void connect() throws Exception {
    hosts = TwoHosts.create("adr");
    addresses = hosts.onHost(LinkAddresses::new);
  }

  @AfterEach
  void disconnect() throws Exception {
    if (addresses != null) {
      addresses.close();
    }
    if (hosts != null) {
      hosts.close();
    }
  }

  // The calls that look an interface up act in the calling thread's namespace.
  private void onHost(Figures.Act act) throws Exception {
    hosts.onHost(
        () -> {
          act.run();
          return null;
        });
  }

  private static VirtualAddress vip(String address, int prefix) throws Exception {
    return new VirtualAddress(InetAddress.getByName(address), prefix, TwoHosts.LINK);
  }

  @Test
  void upIsReadBackAndDownIsIdempotent() throws Exception {
    for (VirtualAddress vip :
        new VirtualAddress[] {vip("198.51.100.10", 24), vip("2001:db8:1::10", 64)}) {
      onHost(
          () -> {
            addresses.up(vip, LONG);
            assertThat(addresses.present(vip)).isTrue();
            assertThat(addresses.find(vip).orElseThrow().validFor().orElseThrow())
                .isBetween(Duration.ofSeconds(99), LONG);
            addresses.down(vip);
            assertThat(addresses.present(vip)).isFalse();
            addresses.down(vip);
          });
    }
  }

  @Test
  void vipBesideOwnAddressDependsOnNothing() throws Exception {
    VirtualAddress vip = vip("198.51.100.10", 24);
    onHost(() -> addresses.up(vip, LONG));
    // The own address comes after the VIP, as from a slow DHCP server.
    hosts.hostIp("addr add 198.51.100.2/24 dev eth0");
    onHost(() -> addresses.down(vip));
    assertThat(hosts.hostIp("addr show dev eth0")).contains("198.51.100.2/24");
    onHost(() -> addresses.up(vip, LONG));
    assertThat(hosts.hostIp("addr show dev eth0")).contains("198.51.100.10/32");
    assertThat(hosts.hostIp("route show dev eth0"))
        .contains("198.51.100.0/24")
        .contains("src 198.51.100.2")
        .doesNotContain("src 198.51.100.10");
    onHost(() -> assertThat(sourceTowards("198.51.100.77")).isEqualTo("198.51.100.2"));
  }

  @Test
  void vipAloneOnItsInterfaceReachesItsSubnetAndLeavesNoRoute() throws Exception {
    VirtualAddress first = vip("198.51.100.10", 24);
    VirtualAddress second = vip("198.51.100.11", 24);
    onHost(
        () -> {
          addresses.up(first, LONG);
          addresses.up(second, LONG);
          addresses.up(second, LONG);
          assertThat(sourceTowards("198.51.100.77")).isEqualTo("198.51.100.10");
          addresses.down(first);
          assertThat(sourceTowards("198.51.100.77")).isEqualTo("198.51.100.11");
          addresses.down(second);
        });
    assertThat(hosts.hostIp("route show dev eth0")).isBlank();
  }

  @Test
  void ipv6VipIsNotTheDefaultSourceAndMakesItsRouteOnlyWhereItIsMissing() throws Exception {
    VirtualAddress vip = vip("2001:db8:1::10", 64);
    onHost(() -> addresses.up(vip, LONG));
    assertThat(hosts.hostIp("-6 route show dev eth0")).contains("2001:db8:1::/64");
    onHost(() -> addresses.down(vip));
    assertThat(hosts.hostIp("-6 route show dev eth0")).doesNotContain("2001:db8:1::/64");
    hosts.hostIp("addr add 2001:db8:1::2/64 dev eth0 nodad");
    onHost(
        () -> {
          addresses.up(vip, LONG);
          assertThat(sourceTowards("2001:db8:1::77")).isEqualTo("2001:db8:1:0:0:0:0:2");
          addresses.down(vip);
        });
    assertThat(hosts.hostIp("-6 route show dev eth0")).contains("2001:db8:1::/64");
  }

  @Test
  void kernelRemovesAnAddressThatIsNotRenewed() throws Exception {
    VirtualAddress vip4 = vip("198.51.100.10", 24);
    VirtualAddress vip6 = vip("2001:db8:1::10", 64);
    onHost(
        () -> {
          addresses.up(vip4, Duration.ofMillis(250));
          addresses.up(vip6, Duration.ofMillis(250));
          long start = System.nanoTime();
          while (System.nanoTime() - start < 700_000_000L) {
            addresses.renew(vip4, Duration.ofMillis(250));
            addresses.renew(vip6, Duration.ofMillis(250));
            Thread.sleep(50);
          }
          assertThat(addresses.present(vip4) && addresses.present(vip6)).isTrue();
          start = System.nanoTime();
          while (addresses.present(vip4) || addresses.present(vip6)) {
            assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
            Thread.sleep(5);
          }
          System.out.printf(
              "FIGURE address gone %d ms after its last renewal for 250 ms%n",
              (System.nanoTime() - start) / 1_000_000);
        });
    assertThat(hosts.hostIp("route show dev eth0")).isBlank();
  }

  @Test
  void upReadBackAndDownTakeLessThanAMillisecond() throws Exception {
    VirtualAddress vip4 = vip("198.51.100.10", 24);
    VirtualAddress vip6 = vip("2001:db8:1::10", 64);
    hosts.hostIp("addr add 198.51.100.2/24 dev eth0");
    onHost(
        () -> {
          for (VirtualAddress vip : new VirtualAddress[] {vip4, vip6}) {
            String family = vip.isIpv4() ? " IPv4" : " IPv6";
            Figures up = new Figures("address up" + family);
            Figures present = new Figures("address read back" + family);
            Figures renew = new Figures("address renew" + family);
            Figures down = new Figures("address down" + family);
            for (int i = 0; i < 60; i++) {
              up.time(() -> addresses.up(vip, LONG));
              present.time(() -> assertThat(addresses.present(vip)).isTrue());
              renew.time(() -> addresses.renew(vip, LONG));
              down.time(() -> addresses.down(vip));
            }
            assertThat(up.print()).isLessThan(1_000_000);
            assertThat(present.print()).isLessThan(1_000_000);
            assertThat(renew.print()).isLessThan(1_000_000);
            down.print();
          }
        });
  }

  @Test
  void missingInterfaceIsNamed() throws Exception {
    VirtualAddress vip = new VirtualAddress(InetAddress.getByName("198.51.100.10"), 24, "nosuch0");
    onHost(
        () -> {
          assertThatThrownBy(() -> addresses.up(vip, LONG))
              .isInstanceOf(OsException.class)
              .hasMessageContaining("nosuch0")
              .hasMessageContaining("ENODEV");
          addresses.down(vip);
          assertThat(addresses.present(vip)).isFalse();
        });
  }

  private static String sourceTowards(String target) throws Exception {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress(target, 5060));
      return ((InetSocketAddress) channel.getLocalAddress()).getAddress().getHostAddress();
    }
  }
}
