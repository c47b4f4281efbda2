package tandem.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tandem.lab.network.HostProcess;
import tandem.lab.network.Network;
import tandem.lab.network.Node;

/** Alice and Bob: SIPp on the lab's client, which knows of nothing but the VIP. */
final class Phones {

  private static final Path SCENARIOS =
      Path.of("src/test/resources/sipp").toAbsolutePath().normalize();

  private final Network network;

  Phones(Network network) {
    this.network = network;
  }

  private HostProcess sipp(String scenario, int port, String... words) {
    List<String> all = new ArrayList<>(List.of("sipp", Network.VIP + ":5060", "-nostdin"));
    all.addAll(List.of("-sf", SCENARIOS.resolve(scenario + ".xml").toString()));
    all.addAll(List.of("-i", Node.CLIENT.sipAddress(), "-p", String.valueOf(port)));
    // SIPp binds media ports even where no media flows; they must not be another's SIP port.
    all.addAll(List.of("-mp", String.valueOf(port + 1_000)));
    all.addAll(List.of("-timeout", "15s", "-timeout_error"));
    all.addAll(List.of(words));
    return HostProcess.start(network.namespace(Node.CLIENT), all, Map.of(), log());
  }

  private Path log() {
    return network.directory().resolve("sipp.log");
  }

  /** Both register; Bob's contact is where the callee listens. */
  void register() throws Exception {
    done("REGISTER", sipp("register", 5083, "-inf", SCENARIOS + "/users.csv", "-m", "2"));
  }

  /** Alice calls Bob {@code calls} times; each call is answered, acknowledged and ended. */
  void call(int calls) throws Exception {
    HostProcess callee = sipp("callee", 5082, "-m", String.valueOf(calls));
    HostProcess caller = sipp("caller", 5081, "-s", "bob", "-m", String.valueOf(calls), "-r", "5");
    done("the caller", caller);
    done("the callee", callee);
  }

  private void done(String what, HostProcess sipp) throws Exception {
    assertThat(sipp.ended(20_000)).as(what + " ends").isTrue();
    assertThat(sipp.exitCode()).as(() -> what + "\n" + tail()).isZero();
  }

  private String tail() {
    try {
      String all = Files.readString(log());
      return all.substring(Math.max(0, all.length() - 3_000));
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
