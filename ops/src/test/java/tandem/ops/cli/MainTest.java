package tandem.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.request.Outcome;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tandem.agent.api.ApiServer;

@Timeout(60)
class MainTest {

  @TempDir Path directory;

  private final FakeAgent agent = new FakeAgent();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Terminal.Look look = Terminal.Look.PLAIN;
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.start(directory, agent);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int tandem(String... words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    Instant now = Instant.ofEpochSecond(FakeAgent.NOON / 1_000_000 + 192);
    Terminal terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            look,
            () -> now,
            ZoneOffset.UTC);
    String[] all = new String[words.length + 2];
    all[0] = "--run-dir";
    all[1] = directory.toString();
    System.arraycopy(words, 0, all, 2, words.length);
    return Main.run(terminal, all);
  }

  @Test
  void statusOfAHealthyPair() {
    StatusView s = agent.status;
    agent.status =
        new StatusView(
            s.group(),
            s.epoch(),
            s.primary(),
            s.vips(),
            s.sinceWallMicros(),
            s.hosts(),
            s.quorum(),
            s.lease(),
            s.alarms(),
            s.local(),
            s.version(),
            agent.log.lastTakeover());
    assertThat(tandem("status")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            sip  198.51.100.10/24, 2001:db8:1::10/64  ->  sip-2, epoch 7, for 3 min 12 s  healthy

              HOST          ROLE     APPLICATION  CARRIER  SYNC  AGENT      NOTE
              sip-1 (here)  backup   started      up       yes   connected
              sip-2         primary  started      up       yes   connected
              witness       witness                              connected

              quorum  3 of 3 voters, leader witness
              lease   500 ms (field), held by sip-2, 412 ms left

              takeover, epoch 7: sip-1 -> sip-2, operator asked, 6.5 ms
                detect        sip-1        0.0 ms  #
                demote        sip-1        0.9 ms  ####
                released      sip-1        2.4 ms  ....#######
                taken         sip-2        3.1 ms  ...........####
                vip-up        sip-2        3.9 ms  ...............####
                first-answer  sip-2        6.5 ms  ...................############
            """);
  }

  @Test
  void statusWithoutAPrimary() {
    agent.status = FakeAgent.ill();
    assertThat(tandem("status")).isEqualTo(1);
    assertThat(out.toString())
        .isEqualTo(
            """
            sip  198.51.100.10/24, 2001:db8:1::10/64  ->  nobody  NO PRIMARY

              HOST          ROLE     APPLICATION  CARRIER  SYNC  AGENT      NOTE
              sip-1 (here)  none     stopped      DOWN     NO    connected  no carrier on eth1
              sip-2         none     ?            ?        ?     LOST
              witness       witness                              LOST

              quorum  1 of 3 voters, no leader NO MAJORITY
              lease   500 ms (field), not held

              ALARM   two of three voters are lost: nobody may hold the VIP (quorum.lost, 2026-11-22 20:00:00.000)
            """);
  }

  @Test
  void colourOnlyWhereItIsWelcome() {
    agent.status = FakeAgent.ill();
    tandem("status");
    assertThat(out.toString()).doesNotContain("\033");
    look = new Terminal.Look(false, true, true);
    tandem("status");
    assertThat(out.toString()).contains("\033[1;31mNO PRIMARY\033[0m").contains("→");
  }

  @Test
  void jsonStaysOnStandardOutputWhateverTheExitCode() {
    agent.status = FakeAgent.ill();
    assertThat(tandem("status", "--json")).isEqualTo(1);
    assertThat(out.toString())
        .startsWith("{\"group\":\"sip\",\"epoch\":7,\"primary\":null,")
        .contains("\"healthy\":false")
        .endsWith("}\n");
    agent.outcome = new Outcome.Refused("sip-2 is not in sync", "wait, or --force");
    assertThat(tandem("--json", "switchover")).isEqualTo(1);
    assertThat(out.toString())
        .isEqualTo(
            """
            {"outcome":"refused","reason":"sip-2 is not in sync","mend":"wait, or --force"}
            """);
    assertThat(err.toString()).isEmpty();
    server.close();
    assertThat(tandem("status", "--json")).isEqualTo(3);
    assertThat(out.toString()).startsWith("{\"outcome\":\"indeterminate\",");
  }

  @Test
  void switchoverSaysWhatWasAsked() {
    assertThat(tandem("switchover")).isZero();
    assertThat(agent.asked).isEqualTo("switchover to ? await");
    assertThat(out.toString()).isEqualTo("sip-2 is primary, epoch 8\n");
    tandem("switchover", "--to", "sip-1", "--force", "--no-wait");
    assertThat(agent.asked).isEqualTo("switchover to sip-1 force");
    tandem("switchover", "--wait");
    assertThat(agent.asked).isEqualTo("switchover to ? await");
  }

  @Test
  void eachOutcomeHasItsExitCode() {
    agent.outcome = new Outcome.Refused("sip-2 is not in sync", "wait, or --force");
    assertThat(tandem("switchover")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("refused: sip-2 is not in sync\n  -> wait, or --force\n");
    agent.outcome = new Outcome.Indeterminate("no majority answered", "look at tandem status");
    assertThat(tandem("switchover")).isEqualTo(3);
    assertThat(err.toString()).startsWith("indeterminate: no majority answered\n");
    assertThat(tandem("switchover", "--too")).isEqualTo(2);
    assertThat(tandem("swichover")).isEqualTo(2);
    assertThat(tandem()).isEqualTo(2);
    assertThat(tandem("maintenance")).isEqualTo(2);
    assertThat(tandem("--version")).isZero();
    assertThat(tandem("status", "--help")).isZero();
  }

  @Test
  void maintenanceOfThisHostOrAnother() {
    assertThat(tandem("maintenance", "on")).isZero();
    assertThat(agent.asked).isEqualTo("maintenance sip-1 on");
    assertThat(tandem("maintenance", "off", "sip-2", "--force")).isZero();
    assertThat(agent.asked).isEqualTo("maintenance sip-2 off force");
    assertThat(tandem("maintenance", "maybe")).isEqualTo(2);
  }

  @Test
  void events() {
    assertThat(tandem("events", "--kind", "agent")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            "     1  2026-11-22 20:00:00.000  sip-1       agent.started  text=\"version 0.1.0"
                + " started\"\n");
    assertThat(tandem("events", "--since", "2")).isZero();
    assertThat(out.toString().lines()).hasSize(1).first().asString().contains("side=new");
    assertThat(tandem("events", "--json", "--since", "0", "--kind", "agent.started")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            {"position":1,"host":"sip-1","wallMicros":1795377600000000,"kind":"agent.started","details":{"text":"version 0.1.0 started"}}
            """);
  }

  @Test
  void followingShowsWhatComesLaterAndEndsWithTheAgent() throws Exception {
    Thread following = Thread.ofVirtual().start(() -> tandem("events", "--follow", "--since", "3"));
    agent.log.append(
        new EventView(4, "sip-1", FakeAgent.NOON, "role.primary", Map.of("epoch", "8")));
    while (!out.toString().contains("role.primary  epoch=8")) {
      Thread.onSpinWait();
    }
    server.close();
    following.join();
    assertThat(err.toString()).startsWith("indeterminate: the agent hung up");
  }

  @Test
  void watchRedrawsOnALiveTerminalOnly() {
    assertThat(tandem("watch", "--count", "1")).isZero();
    assertThat(out.toString()).startsWith("sip  198.51.100.10/24").doesNotContain("\033");
    look = new Terminal.Look(true, false, true);
    assertThat(tandem("watch", "--count", "1")).isZero();
    assertThat(out.toString()).startsWith("\033[H\033[J\033[Hsip  198");
  }

  @Test
  void anAgentThatIsNotThereIsNamed() {
    server.close();
    assertThat(tandem("status")).isEqualTo(3);
    assertThat(err.toString())
        .isEqualTo(
            "indeterminate: no agent runs here: there is no "
                + directory.resolve("agent.sock")
                + "\n  -> start it (tandem agent), or name its run directory with --run-dir\n");
  }

  @Test
  void aSilentAgentIsGivenUpOn() throws Exception {
    Path silent = Files.createDirectory(directory.resolve("silent"));
    try (var channel =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      channel.bind(java.net.UnixDomainSocketAddress.of(silent.resolve("agent.sock")));
      assertThat(tandem("status", "--timeout", "1", "--run-dir", silent.toString())).isEqualTo(3);
      assertThat(err.toString()).startsWith("indeterminate: the agent did not answer within 1 s");
    }
  }

  @Test
  void initWritesAFileAndAKeyAndOverwritesNeither() throws Exception {
    Path target = directory.resolve("site");
    List<String> words =
        List.of(
            "init",
            "--host",
            "a=192.0.2.1",
            "--host",
            "b=192.0.2.2",
            "--witness",
            "w=192.0.2.3",
            "--vip",
            "198.51.100.10/24",
            "--vip",
            "2001:db8:1::10/64",
            "--interface",
            "eth1",
            "--directory",
            target.toString());
    assertThat(tandem(words.toArray(String[]::new))).isZero();
    assertThat(target.resolve("pair.yaml"))
        .content()
        .contains("  a: { management: \"192.0.2.1\", interface: eth1 }\n  b:")
        .contains("\"udp:[2001:db8:1::10]:5060\"");
    assertThat(Files.getPosixFilePermissions(target.resolve("quorum.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Optional.of(tandem(words.toArray(String[]::new)))).contains(1);
    assertThat(err.toString()).contains("exists already");
    assertThat(tandem("init", "--host", "a=192.0.2.1")).isEqualTo(2);
  }
}
