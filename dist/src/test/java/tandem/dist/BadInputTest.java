package tandem.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.lab.network.Commands;
import tandem.lab.network.Network;
import tandem.lab.network.Node;

/** What a user meets who starts {@code tandem agent} on something wrong: what, where, the mend. */
class BadInputTest {

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Network network;
  private RealPair pair;

  @Test
  void wrongInputIsNamedWithItsMend() throws Exception {
    RootNeeded.check();
    String plain = RealPair.with("command: [ sleep, infinity ], protocol: none");
    try (Network built = Network.build();
        RealPair made = new RealPair(built, plain)) {
      network = built;
      pair = made;
      configuration(plain);
      privileges();
      ownAddress();
      busyPort();
      pair.start(Node.SIP_1);
      pair.await("the first agent", () -> pair.status(Node.SIP_1).isPresent());
      refused(FAILED, agent("run"), "holds the lock", "sip-1/run/agent.lock", "stop it");
      assertThat(pair.hasVip(Node.SIP_1)).as("alone, without a majority").isFalse();
      assertThat(pair.terminate(Node.SIP_1)).isTrue();
      disk();
      damagedLog();
      assertThat(pair.hasVip(Node.SIP_1)).isFalse();
    }
  }

  private void configuration(String plain) throws Exception {
    write("unknown.yaml", plain.replace("group: any", "group: any\nleese: { profile: lab }"));
    refused(USAGE, with("unknown.yaml"), "unknown.yaml:2", "'leese'", "did you mean 'lease'?");
    write("secret.yaml", plain.replace("quorum.key", "no.key"));
    refused(USAGE, with("secret.yaml"), "'quorum.secret-file' is no.key", "no such file", "umask");
    write("interface.yaml", plain.replace("eth1", "eth9"));
    refused(USAGE, with("interface.yaml"), "'hosts.sip-1.interface' is eth9", "it has: eth0, eth1");
    write("vip.yaml", plain.replace("198.51.100.10/24", "192.0.2.11/24"));
    refused(USAGE, with("vip.yaml"), "'vips[0]'", "address of a host", "choose a free address");
  }

  private void privileges() throws Exception {
    List<String> words = new ArrayList<>(List.of("setpriv", "--bounding-set", "-all"));
    words.addAll(List.of("--inh-caps", "-all"));
    words.addAll(agent("bare"));
    refused(FAILED, words, "EPERM", "CAP_NET_ADMIN and CAP_NET_RAW");
    refused(FAILED, agent("/proc/none"), "--run-dir /proc/none", "name another folder");
  }

  private void ownAddress() throws Exception {
    ip("address", "add", Network.VIP + "/24", "dev", "eth1");
    refused(FAILED, agent("run"), Network.VIP + " is an address of this host's own", "choose a");
    assertThat(pair.hasVip(Node.SIP_1)).as("an address that is not ours stays").isTrue();
    ip("address", "del", Network.VIP + "/24", "dev", "eth1");
  }

  private void busyPort() throws Exception {
    String listen =
        "import socket,time; s=socket.socket(); s.bind(('192.0.2.11',7800)); s.listen();"
            + "print('ready',flush=True); time.sleep(60)";
    Process busy = inside(List.of("python3", "-c", listen)).start();
    try {
      busy.inputReader().readLine();
      refused(FAILED, agent("run"), "quorum.port 7800", "192.0.2.11", "another agent runs here");
    } finally {
      busy.destroyForcibly().waitFor();
    }
  }

  private void disk() throws Exception {
    Path disk = Files.createDirectory(pair.directory().resolve("disk"));
    String script =
        "mount -t tmpfs -o size=16k tmpfs %1$s && (head -c 99999 /dev/zero >%1$s/x; exec \"$@\")";
    List<String> words = new ArrayList<>(List.of("sh", "-c", script.formatted(disk), "sh"));
    words.addAll(agent("full", disk));
    refused(FAILED, words, "No space left on device", "disk/quorum", "--state-dir");
  }

  private void damagedLog() throws Exception {
    Path log = pair.directory().resolve("sip-1/state/quorum/quorum.log");
    byte[] bytes = Files.readAllBytes(log);
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 2] ^= 0x55;
    Files.write(log, flipped);
    refused(FAILED, agent("run"), "quorum.log is damaged at byte", "move", "copies everything");
  }

  private void ip(String... words) {
    List<String> all = new ArrayList<>(List.of("ip"));
    all.addAll(List.of(words));
    Commands.inside(network.namespace(Node.SIP_1), all.toArray(String[]::new));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(pair.directory().resolve(name), text);
  }

  private List<String> with(String configuration) {
    return pair.command(
        configuration, pair.runDirectory(Node.SIP_1), pair.stateDirectory(Node.SIP_1));
  }

  private List<String> agent(String run) {
    return agent(run, pair.stateDirectory(Node.SIP_1));
  }

  private List<String> agent(String run, Path state) {
    return pair.command("pair.yaml", pair.directory().resolve("sip-1").resolve(run), state);
  }

  private ProcessBuilder inside(List<String> words) {
    List<String> all =
        new ArrayList<>(List.of("ip", "netns", "exec", network.namespace(Node.SIP_1)));
    all.addAll(words);
    return new ProcessBuilder(all).redirectErrorStream(true);
  }

  private void refused(int code, List<String> words, String... parts) throws Exception {
    Path said = pair.directory().resolve("said");
    Process process = inside(words).redirectOutput(said.toFile()).start();
    boolean ended = process.waitFor(20, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String output = Files.readString(said);
    assertThat(ended).as("ends by itself: " + output).isTrue();
    assertThat(output).contains(parts);
    assertThat(process.exitValue()).as(output).isEqualTo(code);
  }
}
