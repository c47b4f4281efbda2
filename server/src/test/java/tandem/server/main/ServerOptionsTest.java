package tandem.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.server.node.Listener;

/** The command line: what it means, and what it says to the mistaken. */
class ServerOptionsTest {

  @Test
  void readsSocketsOfBothKindsAndFamilies() throws Exception {
    ServerOptions options =
        parse(
            "--listen udp:198.51.100.10:5060 --listen udp:[2001:db8:1::10]:5060"
                + " --also udp:127.0.0.1:5070 --role-socket /run/role.sock --domain example.com");
    assertThat(options.binds()).hasSize(3);
    assertThat(options.binds().get(1).address().getAddress().getHostAddress())
        .isEqualTo("2001:db8:1:0:0:0:0:10");
    assertThat(options.binds().get(2).listener())
        .isEqualTo(new Listener(2, Listener.Kind.PROBE, "udp:127.0.0.1:5070"));
    assertThat(options.roleSocket()).contains(Path.of("/run/role.sock"));
    assertThat(options.openRegistration()).isFalse();
  }

  @Test
  void theEnvironmentNamesTheAgentUnlessStandalone() throws Exception {
    List<String> words = List.of("--listen", "udp:198.51.100.10:5060");
    Map<String, String> environment = Map.of("TANDEM_ROLE_SOCKET", "/run/r");
    assertThat(ServerOptions.parse(words, environment).roleSocket()).contains(Path.of("/run/r"));
    List<String> alone = List.of("--standalone", "--listen", "udp:198.51.100.10:5060");
    assertThat(ServerOptions.parse(alone, environment).roleSocket()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--standalone, at least one --listen",
    "--standalone --listen tcp:192.0.2.1:5060, only UDP is served",
    "--standalone --listen udp:192.0.2.1, both address and port",
    "--standalone --listen udp:example.com:5060, must be a literal",
    "--standalone --listen udp:192.0.2.1:70000, the port must be 1 to 65535",
    "--standalone --listen udp:2001:db8::1:5060, must stand in brackets",
    "--standalone --listen udp:0.0.0.0:5060, not the wildcard",
    "--listen udp:192.0.2.1:5060, who gives the role?",
    "--standalone --role-socket /x --listen udp:192.0.2.1:5060, exclude each other",
    "--frobnicate, unknown option '--frobnicate'",
    "--listen, needs a value"
  })
  void explainsWhatIsWrong(String line, String message) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(ServerOptions.UsageException.class)
        .hasMessageContaining(message);
  }

  private static ServerOptions parse(String line) throws ServerOptions.UsageException {
    return ServerOptions.parse(List.of(line.split(" ")), Map.of());
  }
}
