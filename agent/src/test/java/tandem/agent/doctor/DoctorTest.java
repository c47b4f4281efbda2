package tandem.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.view.StatusView;

class DoctorTest {

  private static final String YAML =
      """
      group: sip
      hosts:
        sip-1: { management: 192.0.2.11, interface: lo }
        sip-2: { management: 192.0.2.12, interface: lo }
      witness: { w: { management: 192.0.2.13 } }
      vips: [ 198.51.100.10/24 ]
      quorum: { secret-file: quorum.key }
      application: { command: [ tandem, sip-server ], user: root }
      """;

  @TempDir Path directory;

  private final Host host = new Host();
  private Optional<StatusView> agent = Optional.empty();

  /** A host on which all is well until a test says otherwise. */
  private static final class Host implements HostProbe {
    final Map<String, String> addresses = new HashMap<>(Map.of("192.0.2.11", "eth0"));
    final Set<Integer> missing = new HashSet<>();
    final Set<String> silent = new HashSet<>();
    Optional<Link> link = Optional.of(new Link(true, true));
    Optional<String> answer = Optional.empty();
    Optional<String> nftables = Optional.empty();
    Optional<Boolean> absoluteDeadline = Optional.of(true);
    Optional<String> realtime = Optional.empty();
    Optional<Boolean> clock = Optional.of(true);
    boolean portFree = true;
    boolean writable = true;
    long free = 1L << 30;

    @Override
    public Optional<Boolean> capability(int number) {
      return Optional.of(!missing.contains(number));
    }

    @Override
    public Optional<Link> link(String name) {
      return link;
    }

    @Override
    public Optional<String> holder(InetAddress address) {
      return Optional.ofNullable(addresses.get(address.getHostAddress()));
    }

    @Override
    public Optional<String> foreignAnswer(InetAddress address, String interfaceName) {
      return answer;
    }

    @Override
    public Optional<String> nftablesUnusable() {
      return nftables;
    }

    @Override
    public Optional<Boolean> absoluteDeadline() {
      return absoluteDeadline;
    }

    @Override
    public Optional<String> realtimeImpossible() {
      return realtime;
    }

    @Override
    public Optional<String> sysctl(String path) {
      return Optional.of("0");
    }

    @Override
    public boolean canListen(InetAddress address, int port) {
      return portFree;
    }

    @Override
    public boolean answers(InetAddress address, int port, Duration timeout) {
      return !silent.contains(address.getHostAddress());
    }

    @Override
    public Optional<Boolean> clockSynchronised() {
      return clock;
    }

    @Override
    public Optional<Long> freeBytes(Path path) {
      return Optional.of(free);
    }

    @Override
    public boolean writable(Path path) {
      return writable;
    }
  }

  @BeforeEach
  void files() throws IOException {
    Files.writeString(directory.resolve("pair.yaml"), YAML);
    Path key = Files.writeString(directory.resolve("quorum.key"), "ab".repeat(32));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  private List<Check> examine(String name) {
    return new Doctor(host).examine(directory.resolve("pair.yaml"), name, directory, agent);
  }

  /** The one check that is not OK. */
  private Check ill() {
    List<Check> ill =
        examine("sip-1").stream().filter(c -> c.verdict() != Check.Verdict.OK).toList();
    assertThat(ill).hasSize(1);
    assertThat(ill.getFirst().mend()).isNotEmpty();
    return ill.getFirst();
  }

  private void expect(Check.Verdict verdict, String name, String found) {
    Check check = ill();
    assertThat(check.verdict()).isEqualTo(verdict);
    assertThat(check.name()).isEqualTo(name);
    assertThat(check.found()).contains(found);
  }

  private static StatusView primaryIs(String host) {
    return new StatusView(
        "sip",
        1,
        Optional.of(host),
        List.of(),
        0,
        List.of(),
        new StatusView.QuorumView(Optional.empty(), List.of(), List.of(), true),
        new StatusView.LeaseView(Optional.of(host), 1, 1, "field", 500),
        List.of(),
        "sip-1",
        "test",
        Optional.empty());
  }

  @Test
  void allWell() {
    assertThat(examine("sip-1")).extracting(Check::verdict).containsOnly(Check.Verdict.OK);
    assertThat(Report.exitCode(examine("sip-1"))).isZero();
    assertThat(Report.lines(examine("sip-1"), false)).last().asString().endsWith("0 to mend");
  }

  @Test
  void aWrongFileIsToldWholeAndNothingElse() throws IOException {
    Files.writeString(
        directory.resolve("pair.yaml"), YAML.replace("group", "grp").replace("/24", "/99"));
    List<Check> checks = examine("sip-1");
    assertThat(checks).hasSize(3).extracting(Check::name).containsOnly("configuration");
    assertThat(Report.exitCode(checks)).isEqualTo(1);
    assertThat(Report.json(checks))
        .startsWith("{\"ok\":false,\"checks\":[{\"name\":\"configuration\"");
  }

  @Test
  void networkAndPorts() {
    host.link = Optional.of(new HostProbe.Link(true, false));
    expect(Check.Verdict.FAIL, "interface", "lo has no carrier");
    host.link = Optional.of(new HostProbe.Link(false, false));
    expect(Check.Verdict.FAIL, "interface", "lo is down");
    host.link = Optional.of(new HostProbe.Link(true, true));
    host.portFree = false;
    expect(Check.Verdict.FAIL, "quorum.port", "TCP 192.0.2.11:7800 is in use");
    agent = Optional.of(primaryIs("sip-2"));
    assertThat(Report.exitCode(examine("sip-1"))).isZero();
    host.silent.add("192.0.2.13");
    expect(Check.Verdict.WARN, "peer.w", "the third voter does not answer");
  }

  @Test
  void theAddressIsOnlyOnThePrimary() {
    host.addresses.put("198.51.100.10", "eth1");
    expect(Check.Verdict.FAIL, "vip.198.51.100.10", "though this host is not primary");
    agent = Optional.of(primaryIs("sip-1"));
    assertThat(Report.exitCode(examine("sip-1"))).isZero();
    host.addresses.remove("198.51.100.10");
    agent = Optional.empty();
    host.answer = Optional.of("02:00:00:00:00:01");
    expect(Check.Verdict.WARN, "vip.198.51.100.10", "answered by 02:00:00:00:00:01");
    agent = Optional.of(primaryIs("sip-2"));
    assertThat(examine("sip-1")).extracting(Check::verdict).containsOnly(Check.Verdict.OK);
  }

  @Test
  void kernelClockAndDisk() {
    host.missing.add(12);
    expect(Check.Verdict.FAIL, "privileges", "CAP_NET_ADMIN");
    host.missing.clear();
    host.nftables = Optional.of("not in this kernel");
    expect(Check.Verdict.WARN, "kernel-lease", "only the address's valid_lft holds");
    host.nftables = Optional.empty();
    host.absoluteDeadline = Optional.of(false);
    expect(Check.Verdict.WARN, "kernel-lease", "by a timeout only");
    host.absoluteDeadline = Optional.empty();
    host.realtime = Optional.of("EPERM");
    expect(Check.Verdict.WARN, "realtime", "EPERM");
    host.realtime = Optional.empty();
    host.clock = Optional.of(false);
    expect(Check.Verdict.WARN, "clock", "not synchronised");
    host.clock = Optional.empty();
    host.free = (64L << 20) - 1;
    expect(Check.Verdict.FAIL, "state-dir", "63 MiB free");
    host.free = 64L << 20;
    host.writable = false;
    expect(Check.Verdict.FAIL, "state-dir", "cannot be written");
  }

  @Test
  void theWitnessNeedsNoInterfaceAndNoPrivileges() {
    host.addresses.put("192.0.2.13", "eth0");
    host.missing.addAll(Set.of(12, 13, 7));
    host.link = Optional.empty();
    assertThat(examine("w")).extracting(Check::verdict).containsOnly(Check.Verdict.OK);
  }
}
