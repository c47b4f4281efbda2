package tandem.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.agent.config.PairConfiguration.Invalid;
import tandem.agent.config.PairConfiguration.Loaded;

class PairConfigurationTest {

  private static final String BASE =
      """
      group: sip
      hosts:
        sip-1: { management: 192.0.2.11, interface: lo }
        sip-2: { management: 192.0.2.12, interface: lo }
      witness:
        witness: { management: 192.0.2.13 }
      vips: [ 198.51.100.10/24 ]
      lease: { profile: field }
      quorum: { port: 7800, secret-file: quorum.key }
      application:
        command: [ tandem, sip-server ]
        user: root
      """;

  @TempDir Path directory;

  @BeforeEach
  void secret() throws IOException {
    write("quorum.key", "ab".repeat(32) + "\n", "rw-------");
  }

  private void write(String name, String text, String mode) throws IOException {
    Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString(mode));
  }

  private PairConfiguration.LoadResult load(String yaml) throws IOException {
    Path file = directory.resolve("pair.yaml");
    Files.writeString(file, yaml);
    return PairConfiguration.load(file, "sip-1");
  }

  /** The base with one of its lines replaced. */
  private List<String> problems(String from, String to) throws IOException {
    assertThat(BASE).contains(from);
    return problems(BASE.replace(from, to));
  }

  private List<String> problems(String yaml) throws IOException {
    return switch (load(yaml)) {
      case Loaded _ -> List.of();
      case Invalid invalid ->
          invalid.problems().stream()
              .map(problem -> problem.toString().replace(directory + "/", ""))
              .toList();
    };
  }

  @Test
  void theLeastFileHasTheDefaultsOfTheDocumentation() throws IOException {
    PairConfiguration c = ((Loaded) load(BASE)).configuration();
    assertThat(c.lease())
        .isEqualTo(
            new PairConfiguration.Lease(
                PairConfiguration.Profile.FIELD, Duration.ofMillis(500), Duration.ofMillis(83)));
    assertThat(c.application().supervision())
        .isEqualTo(
            new PairConfiguration.RoleProtocol(Duration.ofMillis(100), Duration.ofMillis(500)));
    assertThat(c.application().timing())
        .isEqualTo(
            new PairConfiguration.Timing(
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                Duration.ofSeconds(30)));
    assertThat(c.takeover()).isEqualTo(new PairConfiguration.Takeover(false, 5));
    assertThat(c.announce().refresh()).isEqualTo(Duration.ofSeconds(30));
    assertThat(c.voters())
        .extracting(Object::toString)
        .containsExactly("sip-1", "sip-2", "witness");
    assertThat(c.quorum().secret().bytes()).hasSize(32).containsOnly((byte) 0xab);
    assertThat(c.toString()).contains("secret of 32 bytes").doesNotContain("abab");
  }

  /** The value at "from" becomes "to"; the message must stand, whole, as the only one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "profile: field | duration: 40ms, renew: 83ms | pair.yaml:8: key 'lease.duration' is 40ms:"
            + " must be 50ms to 1m; choose a value in that range",
        "profile: field | duration: 248ms, renew: 83ms | pair.yaml:8: key 'lease.duration' is"
            + " 248ms: must be at least 3 x renew (3 x 83ms); raise lease.duration or lower"
            + " lease.renew",
        "profile: field | renew: 167ms | pair.yaml:8: key 'lease.renew' is 167ms: the lease of"
            + " 500ms must be at least 3 x renew (3 x 167ms); raise lease.duration or lower"
            + " lease.renew",
        "profile: field | duration: 500 | pair.yaml:8: key 'lease.duration' is 500: not a duration;"
            + " write a whole number and ms, s or m, for example 250ms",
        "profile: field | profile: feild | pair.yaml:8: key 'lease.profile' is feild: must be one"
            + " of field, lab, fast; did you mean field?",
        "profile: field | durration: 1s | pair.yaml:8: key 'lease.durration' is unknown; did you"
            + " mean 'lease.duration'?",
        "port: 7800 | port: 0 | pair.yaml:9: key 'quorum.port' is 0: must be a whole number from 1"
            + " to 65535; correct it",
        "port: 7800 | port: 65536 | pair.yaml:9: key 'quorum.port' is 65536: must be a whole number"
            + " from 1 to 65535; correct it",
        "198.51.100.10/24 | 192.0.2.12/24 | pair.yaml:7: key 'vips[0]' is 192.0.2.12/24: is the"
            + " address of a host ('hosts.sip-2.management'); a VIP moves between hosts: choose a"
            + " free address",
        "198.51.100.10/24 | 198.51.100.10/33 | pair.yaml:7: key 'vips[0]' is 198.51.100.10/33:"
            + " prefix length 33: must be 1 to 32; write the subnet's, as the interface has it",
        "198.51.100.10/24 | 2001:db8::1/0 | pair.yaml:7: key 'vips[0]' is 2001:db8::1/0: prefix"
            + " length 0: must be 1 to 128; write the subnet's, as the interface has it",
        "198.51.100.10/24 | 198.51.100.10 | pair.yaml:7: key 'vips[0]' is 198.51.100.10: has no"
            + " prefix length: must be 1 to 32; write the subnet's, as the interface has it",
        "198.51.100.10/24 | 198.51.100.255/24 | pair.yaml:7: key 'vips[0]' is 198.51.100.255/24: is"
            + " the broadcast address of its own subnet; choose a free host address of the SIP"
            + " subnet",
        "198.51.100.10/24 | 127.0.0.1/8 | pair.yaml:7: key 'vips[0]' is 127.0.0.1/8: is a loopback"
            + " address; choose a free host address of the SIP subnet",
        "198.51.100.10/24 | 198.51.100.10/24, 198.51.100.10/25 | pair.yaml:7: key 'vips[1]' is"
            + " 198.51.100.10/25: is also 'vips[0]'; remove one of the two",
        "198.51.100.10/24 | sip.example.org/24 | pair.yaml:7: key 'vips[0]' is sip.example.org/24:"
            + " must be ADDRESS/PREFIX; for example 198.51.100.10/24 or 2001:db8:1::10/64",
        "192.0.2.12 | 192.0.2.11 | pair.yaml:4: key 'hosts.sip-2.management' is 192.0.2.11: is also"
            + " 'hosts.sip-1.management'; give each host its own address",
        "192.0.2.12 | 2001:db8::12 | pair.yaml:4: key 'hosts.sip-2.management' is 2001:db8::12: not"
            + " of the IP version of 'hosts.sip-1.management' (192.0.2.11); use IPv4 or IPv6 for"
            + " all management addresses",
        "192.0.2.13 | witness.example | pair.yaml:6: key 'witness.witness.management' is"
            + " witness.example: must be an IP address; write the address; names are not looked up"
            + " during a takeover",
        "witness: { management | sip-1: { management | pair.yaml:6: key 'witness.sip-1' has the"
            + " name of a host; the witness is a third machine: give it its own name",
        "sip-2: { management | SIP-1: { management | pair.yaml:4: key 'hosts.SIP-1' differs from"
            + " 'sip-1' only in case; give the hosts different names",
        "group: sip | group: a_b | pair.yaml:1: key 'group' is a_b: must be 1 to 63 letters,"
            + " digits, dots or hyphens; choose another name",
        "group: sip | grupo: sip | pair.yaml:1: key 'group' is missing; give the group a name, for"
            + " example group: sip",
        "[ tandem, sip-server ] | [] | pair.yaml:11: key 'application.command' has 0 words: must"
            + " have 1 to 256; give the program and its arguments as a list",
        "[ tandem, sip-server ] | /bin/sh | pair.yaml:11: key 'application.command' is not a list;"
            + " write command: [ ... ]",
        "[ tandem, sip-server ] | [ /no/such ] | pair.yaml:11: key 'application.command[0]' is"
            + " /no/such: this host has no such executable file; install it, or correct the path",
        "user: root | user: no-such-user | pair.yaml:12: key 'application.user' is no-such-user:"
            + " this host has no such user; name one of /etc/passwd, or make it",
      })
  void eachWrongValueIsToldWithItsLineKeyAndMend(String from, String to, String message)
      throws IOException {
    assertThat(problems(from, to)).contains(message);
  }

  private static final String ROOT = "  user: root\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "protocol: probe | pair.yaml:10: key 'application.probe.target' is missing; give the"
            + " address the application answers OPTIONS on, such as 127.0.0.1:5060",
        "protocol: probe;probe: { target: '198.51.100.10:5060' } | pair.yaml:14: key"
            + " 'application.probe.target' is 198.51.100.10:5060: is a VIP: on the backup the probe"
            + " would reach the other host; let the application also listen on 127.0.0.1 and probe"
            + " that",
        "protocol: probe;probe: { target: '192.0.2.11:5060' } | pair.yaml:14: key"
            + " 'application.probe.target' is 192.0.2.11:5060: is the address of sip-1: its peer"
            + " would probe the wrong host; let the application also listen on 127.0.0.1 and probe"
            + " that",
        "protocol: probe;probe: { target: '127.0.0.1' } | pair.yaml:14: key"
            + " 'application.probe.target' is 127.0.0.1: must be ADDRESS:PORT; for example"
            + " 127.0.0.1:5060 or [::1]:5060",
        "protocol: probe;probe: { target: '127.0.0.1:65536' } | pair.yaml:14: key"
            + " 'application.probe.target' is 127.0.0.1:65536: must be ADDRESS:PORT; for example"
            + " 127.0.0.1:5060 or [::1]:5060",
        "probe: { target: '127.0.0.1:5060' } | pair.yaml:13: key 'application.probe' is of no use"
            + " with protocol: role; set application.protocol to probe or remove the key",
        "role-command: [ sh ] | pair.yaml:13: key 'application.role-command' is of no use with"
            + " protocol: role, which tells the roles itself; set application.protocol to probe or"
            + " none, or remove the key",
        "heartbeat: { interval: 300ms, timeout: 500ms } | pair.yaml:13: key"
            + " 'application.heartbeat.timeout' is 500ms: heartbeats every 300ms are too slow for a"
            + " timeout of 500ms: must be at least 2 x interval; raise heartbeat.timeout or lower"
            + " heartbeat.interval",
        "restart: { initial: 2s, max: 1s } | pair.yaml:13: key 'application.restart.max' is 1s:"
            + " restart.initial is 2s, greater than restart.max; raise restart.max or lower"
            + " restart.initial",
        "user: tandem | pair.yaml:13: key 'application.user' stands here twice; remove one of the"
            + " two",
        "stop-timeout: | pair.yaml:13: key 'application.stop-timeout' is empty; give it a value or"
            + " remove the key",
        "start-timeout: [ 1s ] | pair.yaml:13: key 'application.start-timeout' must be one value,"
            + " not a list or keys of its own",
      })
  void whatTheApplicationSectionCannotSay(String lines, String message) throws IOException {
    String indented = "  " + lines.strip().replace(";", "\n  ") + "\n";
    assertThat(problems(ROOT, ROOT + indented)).containsExactly(message.strip());
  }

  @Test
  void atTheLimits() throws IOException {
    assertThat(problems("profile: field", "duration: 249ms, renew: 83ms")).isEmpty();
    assertThat(problems("profile: field", "duration: 50ms")).isEmpty();
    assertThat(problems("port: 7800", "port: 65535")).isEmpty();
    assertThat(problems("198.51.100.10/24", "198.51.100.10/32, 2001:db8::1/128")).isEmpty();
    String eight = "198.51.100.1/24";
    for (int i = 2; i <= 8; i++) {
      eight += ", 198.51.100." + i + "/24";
    }
    assertThat(problems("198.51.100.10/24", eight)).isEmpty();
    assertThat(problems("198.51.100.10/24", eight + ", 198.51.100.9/24"))
        .containsExactly(
            "pair.yaml:7: key 'vips' lists 9 addresses: must be at most 8; split the group");
    assertThat(problems(ROOT, ROOT + "  heartbeat: { interval: 250ms, timeout: 500ms }\n"))
        .isEmpty();
  }

  @Test
  void withoutAWitnessItIsRefusedAndSaysWhy() throws IOException {
    String without = BASE.replace("witness:\n  witness: { management: 192.0.2.13 }\n", "");
    assertThat(problems(without))
        .singleElement()
        .asString()
        .startsWith("pair.yaml:1: key 'witness' is missing; add witness:")
        .contains("three voters are needed")
        .endsWith("a dead peer cannot be told from a cut cable");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void hostsMustBeTwo(int count) throws IOException {
    String second = "  sip-2: { management: 192.0.2.12, interface: lo }\n";
    String more = "  sip-3: { management: 192.0.2.14, interface: lo }\n";
    assertThat(problems(second, count == 1 ? "" : second + more))
        .singleElement()
        .asString()
        .startsWith("pair.yaml:2: key 'hosts' names " + count + " hosts: must be exactly two");
  }

  @Test
  void allProblemsAreToldAtOnceInTheOrderOfTheFile() throws IOException {
    String yaml =
        BASE.replace("group: sip", "group: '-'")
            .replace("interface: lo }\n  sip-2", "}\n  sip-2")
            .replace("port: 7800", "port: x")
            .replace("profile", "profil");
    assertThat(problems(yaml))
        .extracting(problem -> problem.substring(0, problem.indexOf(':', 10)))
        .containsExactly("pair.yaml:1", "pair.yaml:3", "pair.yaml:8", "pair.yaml:9");
  }

  @Test
  void secretFile() throws IOException {
    write("quorum.key", "ab".repeat(31), "rw-------");
    assertThat(problems(BASE))
        .singleElement()
        .asString()
        .contains("holds 31 bytes: must be at least 32");
    write("quorum.key", "ab".repeat(32), "rw-r-----");
    assertThat(problems(BASE))
        .singleElement()
        .asString()
        .contains("others may use it")
        .contains("chmod 600");
    write("quorum.key", "not a key!", "rw-------");
    assertThat(problems(BASE)).singleElement().asString().contains("neither hex nor base64");
    Files.delete(directory.resolve("quorum.key"));
    assertThat(problems(BASE)).singleElement().asString().contains("there is no such file");
    write("quorum.key", java.util.Base64.getEncoder().encodeToString(new byte[32]), "r--------");
    assertThat(problems(BASE)).isEmpty();
  }

  @Test
  void whatThisMachineHasNot() throws IOException {
    assertThat(problems("192.0.2.11, interface: lo", "192.0.2.11, interface: nic9"))
        .singleElement()
        .asString()
        .contains("'hosts.sip-1.interface' is nic9: this host has no such interface; it has: ")
        .contains("lo");
    // The peer's interface is the peer's matter.
    assertThat(problems("192.0.2.12, interface: lo", "192.0.2.12, interface: nic9")).isEmpty();
    Path file = directory.resolve("pair.yaml");
    assertThat(((Invalid) PairConfiguration.load(file, "sip1")).problems())
        .singleElement()
        .asString()
        .endsWith("has no host 'sip1' (--host); did you mean 'sip-1'?");
  }

  @Test
  void filesThatAreNoConfiguration() throws IOException {
    assertThat(problems(""))
        .containsExactly(
            "pair.yaml:1: the file is empty; start from examples/pair.yaml or tandem init");
    assertThat(problems("group: [ sip")).singleElement().asString().contains("this is not YAML");
    assertThat(problems("- a\n- b\n")).isNotEmpty();
    assertThat(problems("a: &x [ *x ]\n")).isNotEmpty();
    assertThat(problems("#".repeat(70_000)))
        .singleElement()
        .asString()
        .contains("larger than 65536");
    assertThat(((Invalid) PairConfiguration.load(directory.resolve("none.yaml"))).problems())
        .singleElement()
        .asString()
        .contains("there is no such file");
    assertThat(((Invalid) PairConfiguration.load(directory)).problems()).isNotEmpty();
    Files.write(directory.resolve("pair.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThat(((Invalid) PairConfiguration.load(directory.resolve("pair.yaml"))).problems())
        .singleElement()
        .asString()
        .contains("not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pair.yaml", "pair-one-nic.yaml", "pair-kamailio.yaml"})
  void everyExampleLoads(String name) throws IOException {
    Path examples = Path.of("").toAbsolutePath().resolveSibling("examples");
    Path copy = directory.resolve(name);
    Files.copy(examples.resolve(name), copy);
    assertThat(PairConfiguration.load(copy)).isInstanceOf(Loaded.class);
  }
}
