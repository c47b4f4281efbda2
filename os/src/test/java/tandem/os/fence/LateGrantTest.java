package tandem.os.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.os.address.LinkAddresses;
import tandem.os.announce.ClaimWatch;
import tandem.os.announce.Claims;
import tandem.os.announce.PacketSocket;
import tandem.os.fence.KernelLease.Form;
import tandem.os.libc.Libc;
import tandem.os.libc.OsException;
import tandem.os.link.MacAddress;
import tandem.os.namespace.TwoHosts;
import tandem.platform.address.VirtualAddress;

/**
 * The holder is frozen after it has read the clock, and wakes long after its right has ended, only
 * to hand the kernel a timeout that is as fresh as ever. What does a neighbour hear that asks every
 * 5 ms?
 */
class LateGrantTest {
  private static final int SIGCONT = 18;

  private TwoHosts hosts;
  private VirtualAddress vip;
  private VirtualAddress asker;
  private PacketSocket neighbour;
  private volatile long lastAnswer;
  private volatile boolean asking = true;
  private Thread questions;
  private ClaimWatch watch;

  private void connect(String address, String neighbourAddress, int prefix) throws Exception {
    hosts = TwoHosts.create("lat");
    vip = new VirtualAddress(InetAddress.getByName(address), prefix, TwoHosts.LINK);
    asker = new VirtualAddress(InetAddress.getByName(neighbourAddress), prefix, TwoHosts.LINK);
    hosts.onNeighbour(() -> up(asker));
    MacAddress mac =
        hosts.onHost(
            () -> {
              up(vip);
              try (PacketSocket socket = new PacketSocket(TwoHosts.LINK)) {
                return socket.mac();
              }
            });
    neighbour = hosts.onNeighbour(() -> new PacketSocket(TwoHosts.LINK));
    watch = hosts.onNeighbour(() -> neighbour.watch(List.of(vip), new Answers()));
    questions = Thread.ofPlatform().start(() -> ask(mac));
  }

  private static Void up(VirtualAddress address) throws OsException {
    try (LinkAddresses addresses = new LinkAddresses()) {
      addresses.up(address, Duration.ofSeconds(100));
    }
    return null;
  }

  private void ask(MacAddress mac) {
    try {
      while (asking) {
        neighbour.refreshNeighbour(asker, vip.address(), mac);
        Thread.sleep(5);
      }
    } catch (OsException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @AfterEach
  void disconnect() throws Exception {
    asking = false;
    if (questions != null) {
      questions.join();
    }
    if (watch != null) {
      watch.close();
      neighbour.close();
    }
    if (hosts != null) {
      hosts.close();
    }
  }

  private final class Answers implements Claims {
    @Override
    public void foreignClaim(VirtualAddress claimed, MacAddress claimant) {
      lastAnswer = System.nanoTime();
    }

    @Override
    public void neighbourSeen(InetAddress address, MacAddress mac) {}

    @Override
    public void watchFailed(OsException reason) {
      throw new IllegalStateException(reason);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "198.51.100.10,198.51.100.2,24,INTERFACE",
    "2001:db8:1::10,2001:db8:1::2,64,INTERFACE",
    "198.51.100.10,198.51.100.2,24,PROTOCOLS",
    "2001:db8:1::10,2001:db8:1::2,64,PROTOCOLS"
  })
  void absoluteDeadlineKeepsALateGrantSilent(String vip4or6, String from, int prefix, Form form)
      throws Exception {
    connect(vip4or6, from, prefix);
    assertThat(heardAfterTheRight(new Support(form, true))).isNegative();
  }

  /** Without it the exposure is there to be heard: the test above can fail. */
  @ParameterizedTest
  @CsvSource({"198.51.100.10,198.51.100.2,24", "2001:db8:1::10,2001:db8:1::2,64"})
  void relativeTimeoutAloneIsTooLongByThePause(String vip4or6, String from, int prefix)
      throws Exception {
    connect(vip4or6, from, prefix);
    assertThat(heardAfterTheRight(new Support(Form.INTERFACE, false))).isGreaterThan(900_000_000L);
  }

  @Test
  void deadlineIsWrittenAsNftWouldWriteIt() throws Exception {
    connect("198.51.100.10", "198.51.100.2", 24);
    try (KernelLease lease = hosts.onHost(() -> new KernelLease())) {
      assertThat(lease.absoluteDeadline()).isTrue();
      lease.install(TwoHosts.LINK, List.of(vip));
      lease.grant(List.of(vip), Duration.ofSeconds(10));
      lease.grant(List.of(vip), Duration.ofSeconds(20));
      assertThat(hosts.run(hosts.host(), "nft list ruleset"))
          .containsPattern("chain deadline \\{\\s+meta time >= \"20[^\"]+\" drop\\s+\\}")
          .contains("arp daddr ip @granted4 arp saddr ip != @guarded4 jump deadline")
          .contains("ip saddr @granted4 jump deadline")
          .contains("ip6 daddr @granted6 jump deadline");
    }
  }

  /** Nanoseconds from the end of the right to the last answer that was heard. */
  private long heardAfterTheRight(Support support) throws Exception {
    Process holder = startHolder(support);
    try (BufferedReader reader = holder.inputReader(StandardCharsets.UTF_8)) {
      long end = Long.parseLong(reader.readLine());
      Thread.sleep(50);
      assertThat(System.nanoTime() - lastAnswer)
          .as("since the last answer")
          .isLessThan(300_000_000);
      Thread.sleep(Duration.ofNanos(Math.max(0, end + 1_000_000_000L - System.nanoTime())));
      Libc.kill((int) holder.pid(), SIGCONT);
      awaitFreshElement();
      Thread.sleep(400);
      System.out.printf(
          "FIGURE %s %s: last answer %d us after the end of the right%n",
          vip.address().getHostAddress(), support, (lastAnswer - end) / 1000);
      return lastAnswer - end;
    } finally {
      holder.destroyForcibly().waitFor();
    }
  }

  /** The kernel took the late grant: its element is as fresh as if nothing had happened. */
  private void awaitFreshElement() throws Exception {
    long end = System.nanoTime() + 2_000_000_000L;
    while (!hosts.run(hosts.host(), "nft list ruleset").contains(" expires ")) {
      assertThat(System.nanoTime()).as("the late grant was taken").isLessThan(end);
    }
  }

  private Process startHolder(Support support) throws Exception {
    return new ProcessBuilder(
            "ip",
            "netns",
            "exec",
            hosts.host(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            LateHolderMain.class.getName(),
            vip.address().getHostAddress(),
            support.form().name(),
            Boolean.toString(support.absolute()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
