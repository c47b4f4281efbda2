package tandem.os.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.os.address.LinkAddresses;
import tandem.os.libc.OsException;
import tandem.os.link.Links;
import tandem.os.link.MacAddress;
import tandem.os.namespace.TwoHosts;
import tandem.platform.address.VirtualAddress;
import tandem.platform.time.Moment;

/** Announcements as the kernel of a neighbour takes them. */
class PacketSocketTest {
  private static final MacAddress OLD_OWNER = MacAddress.parse("02:00:00:00:00:99");

  private TwoHosts hosts;
  private VirtualAddress vip4;
  private VirtualAddress vip6;
  private List<VirtualAddress> vips;
  private PacketSocket socket;

  /** Everything a watch reports, in order. */
  private static final class Heard implements Claims {
    final LinkedBlockingQueue<String> reports = new LinkedBlockingQueue<>();

    @Override
    public void foreignClaim(VirtualAddress vip, MacAddress claimant) {
      reports.add("claim " + vip.address().getHostAddress() + " " + claimant);
    }

    @Override
    public void neighbourSeen(InetAddress address, MacAddress mac) {
      reports.add("neighbour " + address.getHostAddress() + " " + mac);
    }

    @Override
    public void watchFailed(OsException reason) {
      reports.add(reason.getMessage());
    }

    String next() throws InterruptedException {
      return reports.poll(2, TimeUnit.SECONDS);
    }

    /** The next report that begins so; others are passed over. */
    String next(String start) throws InterruptedException {
      String report = next();
      while (report != null && !report.startsWith(start)) {
        report = next();
      }
      return report;
    }
  }

  @BeforeEach
  void connect() throws Exception {
    hosts = TwoHosts.create("ann");
    vip4 = new VirtualAddress(InetAddress.getByName("198.51.100.10"), 24, TwoHosts.LINK);
    vip6 = new VirtualAddress(InetAddress.getByName("2001:db8:1::10"), 64, TwoHosts.LINK);
    vips = List.of(vip4, vip6);
    hosts.neighbourIp("addr add 198.51.100.2/24 dev eth0");
    hosts.neighbourIp("addr add 2001:db8:1::2/64 dev eth0 nodad");
    socket = hosts.onHost(() -> new PacketSocket(TwoHosts.LINK));
  }

  @AfterEach
  void disconnect() throws Exception {
    if (socket != null) {
      socket.close();
    }
    if (hosts != null) {
      hosts.close();
    }
  }

  private void neighbourBelievesTheOldOwner() throws Exception {
    for (VirtualAddress vip : vips) {
      hosts.neighbourIp(
          "neigh replace %s lladdr %s dev eth0 nud stale"
              .formatted(vip.address().getHostAddress(), OLD_OWNER));
    }
    assertThat(believed(vip4)).contains(OLD_OWNER);
    assertThat(believed(vip6)).contains(OLD_OWNER);
  }

  /** What the neighbour's kernel has in its table for the VIP. */
  private Optional<MacAddress> believed(VirtualAddress vip) throws Exception {
    return hosts.onNeighbour(
        () ->
            NeighbourTable.neighbours(TwoHosts.LINK).stream()
                .filter(entry -> entry.address().equals(vip.address()))
                .map(Neighbour::mac)
                .findFirst());
  }

  private void awaitBelief(VirtualAddress vip) throws Exception {
    long end = System.nanoTime() + 2_000_000_000L;
    while (!believed(vip).equals(Optional.of(socket.mac())) && System.nanoTime() < end) {
      Thread.sleep(1);
    }
    assertThat(believed(vip)).contains(socket.mac());
  }

  @Test
  void gratuitousArpAndAdvertisementMoveTheNeighboursEntry() throws Exception {
    neighbourBelievesTheOldOwner();
    socket.announce(vip4);
    socket.announce(vip6);
    awaitBelief(vip4);
    awaitBelief(vip6);
  }

  @Test
  void unicastRefreshMovesTheEntryOfANeighbourThatMissedTheBroadcastAndItAnswers()
      throws Exception {
    neighbourBelievesTheOldOwner();
    InetAddress neighbour4 = InetAddress.getByName("198.51.100.2");
    InetAddress neighbour6 = InetAddress.getByName("2001:db8:1::2");
    MacAddress mac = hosts.onNeighbour(() -> Links.require("eth0").mac().get());
    Heard heard = new Heard();
    try (ClaimWatch watch = hosts.onHost(() -> socket.watch(vips, heard))) {
      assertThat(watch).isNotNull();
      socket.refreshNeighbour(vip4, neighbour4, mac);
      assertThat(heard.next("neighbour 198")).isEqualTo("neighbour 198.51.100.2 " + mac);
      socket.refreshNeighbour(vip6, neighbour6, mac);
      assertThat(heard.next("neighbour 2001")).isEqualTo("neighbour 2001:db8:1:0:0:0:0:2 " + mac);
    }
    awaitBelief(vip4);
    awaitBelief(vip6);
  }

  @Test
  void foreignClaimIsReportedAndOwnIsNot() throws Exception {
    Heard heard = new Heard();
    try (ClaimWatch watch = hosts.onHost(() -> socket.watch(vips, heard));
        PacketSocket foreign = hosts.onNeighbour(() -> new PacketSocket(TwoHosts.LINK))) {
      assertThat(watch).isNotNull();
      socket.announce(vip4);
      socket.announce(vip6);
      foreign.gratuitousArp(vip4);
      assertThat(heard.next("claim")).isEqualTo("claim 198.51.100.10 " + foreign.mac());
      assertThat(heard.next("claim")).isEqualTo("claim 198.51.100.10 " + foreign.mac());
      foreign.unsolicitedNeighbourAdvertisement(vip6);
      assertThat(heard.next("claim")).isEqualTo("claim 2001:db8:1:0:0:0:0:10 " + foreign.mac());
    }
  }

  @Test
  void whoAnswersFindsTheOwnerOrNobody() throws Exception {
    VirtualAddress taken4 =
        new VirtualAddress(InetAddress.getByName("198.51.100.2"), 24, TwoHosts.LINK);
    VirtualAddress taken6 =
        new VirtualAddress(InetAddress.getByName("2001:db8:1::2"), 64, TwoHosts.LINK);
    Duration wait = Duration.ofMillis(500);
    Optional<MacAddress> owner4 = hosts.onHost(() -> socket.whoAnswers(taken4, wait));
    assertThat(owner4).isPresent().isNotEqualTo(Optional.of(socket.mac()));
    assertThat(hosts.onHost(() -> socket.whoAnswers(taken6, wait))).isEqualTo(owner4);
    Duration shortWait = Duration.ofMillis(150);
    assertThat(hosts.onHost(() -> socket.whoAnswers(vip4, shortWait))).isEmpty();
    assertThat(hosts.onHost(() -> socket.whoAnswers(vip6, shortWait))).isEmpty();
  }

  @Test
  void firstPacketFromTheVipIsSeen() throws Exception {
    hosts.hostIp("addr add 198.51.100.3/24 dev eth0");
    hosts.hostIp("addr add 2001:db8:1::3/64 dev eth0 nodad");
    for (VirtualAddress vip : vips) {
      String own = vip.isIpv4() ? "198.51.100.3" : "2001:db8:1::3";
      String peer = vip.isIpv4() ? "198.51.100.2" : "2001:db8:1::2";
      hosts.onHost(
          () -> {
            try (LinkAddresses addresses = new LinkAddresses()) {
              addresses.up(vip, Duration.ofSeconds(60));
            }
            CompletableFuture<Optional<Moment>> seen = new CompletableFuture<>();
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        seen.complete(socket.firstPacketFrom(vip, Duration.ofSeconds(3)));
                      } catch (OsException failed) {
                        seen.completeExceptionally(failed);
                      }
                    });
            Thread.sleep(100);
            send(own, peer);
            Thread.sleep(100);
            assertThat(seen.isDone()).isFalse();
            long sent = System.nanoTime();
            send(vip.address().getHostAddress(), peer);
            Moment at = seen.get(3, TimeUnit.SECONDS).orElseThrow();
            assertThat(at.nanos()).isBetween(sent, sent + 500_000_000L);
            System.out.printf("FIGURE first packet seen after %d us%n", (at.nanos() - sent) / 1000);
            return null;
          });
    }
  }

  private static void send(String from, String to) throws Exception {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.bind(new InetSocketAddress(from, 0));
      channel.send(ByteBuffer.wrap(new byte[] {1}), new InetSocketAddress(to, 5060));
    }
  }

  @Test
  void firstPacketTimesOut() throws Exception {
    assertThat(hosts.onHost(() -> socket.firstPacketFrom(vip4, Duration.ofMillis(50)))).isEmpty();
  }
}
