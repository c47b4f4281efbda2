package tandem.os.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.os.address.LinkAddresses;
import tandem.os.announce.PacketSocket;
import tandem.os.fence.KernelLease.Form;
import tandem.os.namespace.Figures;
import tandem.os.namespace.TwoHosts;
import tandem.os.time.MonotonicClock;
import tandem.platform.address.VirtualAddress;
import tandem.platform.time.Moment;

/** The guard in a real kernel: what a neighbour hears from a host with and without the grant. */
class KernelLeaseTest {
  private static final Duration LONG = Duration.ofSeconds(100);

  private TwoHosts hosts;
  private VirtualAddress vip4;
  private VirtualAddress vip6;
  private List<VirtualAddress> vips;

  @BeforeEach
  void connect() throws Exception {
    hosts = TwoHosts.create("fen");
    vip4 = new VirtualAddress(InetAddress.getByName("198.51.100.10"), 24, TwoHosts.LINK);
    vip6 = new VirtualAddress(InetAddress.getByName("2001:db8:1::10"), 64, TwoHosts.LINK);
    vips = List.of(vip4, vip6);
    hosts.neighbourIp("addr add 198.51.100.2/24 dev eth0");
    hosts.neighbourIp("addr add 2001:db8:1::2/64 dev eth0 nodad");
    hosts.onHost(
        () -> {
          try (LinkAddresses addresses = new LinkAddresses()) {
            addresses.up(vip4, LONG);
            addresses.up(vip6, LONG);
          }
          return null;
        });
  }

  @AfterEach
  void disconnect() throws Exception {
    if (hosts != null) {
      hosts.close();
    }
  }

  private boolean answers(VirtualAddress vip) throws Exception {
    return hosts.onNeighbour(
        () -> {
          try (PacketSocket socket = new PacketSocket(TwoHosts.LINK)) {
            return socket.whoAnswers(vip, Duration.ofMillis(60)).isPresent();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void absentElementMutesAndGrantSpeaks(Form form) throws Exception {
    try (KernelLease lease =
        hosts.onHost(() -> new KernelLease("tandem", new Support(form, true)))) {
      assertThat(answers(vip4) && answers(vip6)).isTrue();
      lease.install(TwoHosts.LINK, vips);
      assertThat(answers(vip4) || answers(vip6)).isFalse();
      lease.grant(vips, LONG);
      assertThat(answers(vip4) && answers(vip6)).isTrue();
      lease.grant(List.of(vip6), LONG);
      assertThat(answers(vip4)).isFalse();
      assertThat(answers(vip6)).isTrue();
      lease.grant(vips, LONG);
      lease.revoke(List.of(vip4));
      lease.revoke(List.of(vip4));
      assertThat(answers(vip4)).isFalse();
      assertThat(answers(vip6)).isTrue();
      lease.revoke(vips);
      lease.revoke(vips);
      assertThat(answers(vip6)).isFalse();
      lease.grant(vips, LONG);
      lease.install(TwoHosts.LINK, vips);
      assertThat(answers(vip4) || answers(vip6)).isFalse();
      lease.remove();
      lease.remove();
      assertThat(answers(vip4) && answers(vip6)).isTrue();
      assertThat(hosts.run(hosts.host(), "nft list ruleset")).isBlank();
    }
  }

  @Test
  void mutedHostCannotAnnounceEvenByRawFrames() throws Exception {
    hosts.onHost(
        () -> {
          try (KernelLease lease = new KernelLease();
              PacketSocket socket = new PacketSocket(TwoHosts.LINK)) {
            assertThat(lease.form()).isEqualTo(Form.INTERFACE);
            lease.install(TwoHosts.LINK, vips);
            socket.gratuitousArp(vip4);
            socket.unsolicitedNeighbourAdvertisement(vip6);
          }
          return null;
        });
    String rules = hosts.run(hosts.host(), "nft list ruleset");
    assertThat(rules)
        .contains("type filter hook ingress device \"eth0\"")
        .contains("type filter hook egress device \"eth0\"")
        .contains(
            "arp daddr ip @guarded4 arp daddr ip != @granted4 arp saddr ip != @guarded4 counter")
        .contains("ip saddr @guarded4 ip saddr != @granted4 counter")
        .contains("ip6 saddr @guarded6 ip6 saddr != @granted6 counter");
    // Two ARP frames and one advertisement were counted at the way out.
    assertThat(rules).containsPattern("counter packets 2 bytes").containsPattern("packets 1 bytes");
  }

  @Test
  void guardThatSomebodyFlushedIsMissedAndPutBackByTheNextGrant() throws Exception {
    try (KernelLease lease = hosts.onHost(() -> new KernelLease())) {
      assertThat(lease.inPlace()).isFalse();
      lease.install(TwoHosts.LINK, vips);
      assertThat(lease.inPlace()).isTrue();
      hosts.run(hosts.host(), "nft flush ruleset");
      assertThat(lease.inPlace()).isFalse();
      lease.grant(List.of(vip4), LONG);
      assertThat(lease.inPlace()).isTrue();
      assertThat(answers(vip4)).isTrue();
      assertThat(answers(vip6)).isFalse();
      hosts.run(hosts.host(), "nft flush ruleset");
      lease.revoke(vips);
      assertThat(answers(vip4) || answers(vip6)).isFalse();
    }
  }

  @Test
  void guardIsInstalledAgainOnAnInterfaceThatCameBack() throws Exception {
    try (KernelLease lease = hosts.onHost(() -> new KernelLease())) {
      lease.install(TwoHosts.LINK, vips);
      lease.grant(vips, LONG);
      hosts.hostIp("link del eth0");
      hosts.hostIp("link add eth0 type veth peer name eth0 netns " + hosts.neighbour());
      hosts.neighbourIp("link set eth0 up");
      hosts.hostIp("link set eth0 up");
      lease.install(TwoHosts.LINK, vips);
      hosts.hostIp("addr add 198.51.100.10/32 dev eth0");
      assertThat(answers(vip4)).isFalse();
      lease.grant(vips, LONG);
      assertThat(answers(vip4)).isTrue();
    }
  }

  @Test
  void mutedHostStillReachesTheOtherOwner() throws Exception {
    hosts.hostIp("addr flush dev eth0 scope global");
    hosts.hostIp("addr add 198.51.100.3/24 dev eth0");
    hosts.neighbourIp("addr add 198.51.100.10/32 dev eth0");
    try (KernelLease lease = hosts.onHost(() -> new KernelLease())) {
      lease.install(TwoHosts.LINK, vips);
      try (DatagramSocket owner =
              hosts.onNeighbour(
                  () -> new DatagramSocket(new InetSocketAddress(vip4.address(), 0)));
          DatagramSocket client = hosts.onHost(() -> new DatagramSocket())) {
        owner.setSoTimeout(1000);
        client.setSoTimeout(1000);
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        client.send(new DatagramPacket(new byte[1], 1, owner.getLocalSocketAddress()));
        owner.receive(packet);
        owner.send(packet);
        client.receive(packet);
        assertThat(packet.getAddress()).isEqualTo(vip4.address());
      }
    }
  }

  @Test
  void grantIsFast() throws Exception {
    try (KernelLease lease = hosts.onHost(() -> new KernelLease());
        KernelLease timed =
            hosts.onHost(() -> new KernelLease("timed", new Support(Form.INTERFACE, false)))) {
      timed.install(TwoHosts.LINK, vips);
      Figures relative = new Figures("grant without an absolute deadline");
      Figures install = new Figures("guard install");
      Figures grant = new Figures("grant (IPv4 + IPv6)");
      Figures checked = new Figures("grant with the clock read before and after");
      Figures revoke = new Figures("revoke");
      for (int i = 0; i < 5; i++) {
        install.time(() -> lease.install(TwoHosts.LINK, vips));
      }
      MonotonicClock clock = MonotonicClock.system();
      for (int i = 0; i < 200; i++) {
        relative.time(() -> timed.grant(vips, Duration.ofMillis(500)));
        grant.time(() -> lease.grant(vips, Duration.ofMillis(500)));
        checked.time(
            () ->
                assertThat(lease.grant(vips, clock.now().plus(Duration.ofMillis(500)), clock))
                    .isInstanceOf(GrantOutcome.Granted.class));
        Thread.sleep(1);
      }
      for (int i = 0; i < 20; i++) {
        revoke.time(() -> lease.revoke(vips));
      }
      install.print();
      relative.print();
      assertThat(grant.print()).isLessThan(1_000_000);
      checked.print();
      revoke.print();
    }
  }

  @Test
  void grantAfterTheRightHasEndedMutes() throws Exception {
    try (KernelLease lease = hosts.onHost(() -> new KernelLease())) {
      lease.install(TwoHosts.LINK, vips);
      lease.grant(vips, LONG);
      Moment now = MonotonicClock.system().now();
      assertThat(lease.grant(vips, now, MonotonicClock.system()))
          .isInstanceOf(GrantOutcome.Overrun.class);
      assertThat(answers(vip4) || answers(vip6)).isFalse();
    }
  }

  @Test
  void pauseDuringTheCallIsSeenAndRepaired() throws Exception {
    try (KernelLease lease = hosts.onHost(() -> new KernelLease())) {
      lease.install(TwoHosts.LINK, vips);
      Moment end = Moment.ofMillis(500);
      // Read before at 0; after at 200 ms: too late; again 200 and 200.1 ms: clean.
      assertThat(lease.grant(vips, end, script(0, 200_000, 200_000, 200_100)))
          .isEqualTo(new GrantOutcome.Granted(end, Duration.ofNanos(100_000)));
      assertThat(answers(vip4)).isTrue();
      // Overrun in the first call: revoked at once.
      assertThat(lease.grant(vips, end, script(0, 600_000, 600_000, 600_100)))
          .isInstanceOf(GrantOutcome.Overrun.class);
      assertThat(answers(vip4)).isFalse();
    }
  }

  @Test
  void pausesAgainAndAgainMuteOnlyWithoutAnAbsoluteDeadline() throws Exception {
    Moment end = Moment.ofMillis(500);
    for (Support support :
        List.of(new Support(Form.INTERFACE, true), new Support(Form.INTERFACE, false))) {
      try (KernelLease lease = hosts.onHost(() -> new KernelLease("tandem", support))) {
        lease.install(TwoHosts.LINK, vips);
        MonotonicClock slow = script(0, 50_000, 50_000, 100_000, 100_000, 150_000, 150_000);
        assertThat(lease.grant(vips, end, slow) instanceof GrantOutcome.Granted)
            .isEqualTo(support.absolute());
        assertThat(answers(vip4)).isEqualTo(support.absolute());
      }
    }
  }

  private static MonotonicClock script(long... micros) {
    Queue<Moment> moments = new ArrayDeque<>();
    for (long micro : micros) {
      moments.add(new Moment(micro * 1000));
    }
    return moments::remove;
  }
}
