package tandem.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.admin.request.Outcome;

/** Writes the first files of a pair. */
final class InitCommand {

  private static final int SECRET_BYTES = 32;

  private final Map<String, String> hosts;
  private final Map<String, String> witness;
  private final List<String> vips;
  private final String interfaceName;
  private final String group;

  private InitCommand(Arguments arguments) throws Arguments.Usage {
    hosts = named(arguments, "--host");
    witness = named(arguments, "--witness");
    vips = arguments.values("--vip");
    group = arguments.value("--group").orElse("sip");
    if (hosts.size() != 2 || witness.size() != 1) {
      throw new Arguments.Usage(
          "give --host twice and --witness once: three voters are needed, because with two a dead"
              + " peer cannot be told from a cut cable");
    }
    if (vips.isEmpty()) {
      throw new Arguments.Usage("--vip ADDR/PFX is needed");
    }
    interfaceName =
        arguments
            .value("--interface")
            .orElseThrow(() -> new Arguments.Usage("--interface IF is needed"));
  }

  private static Map<String, String> named(Arguments arguments, String option)
      throws Arguments.Usage {
    Map<String, String> named = new LinkedHashMap<>();
    for (String value : arguments.values(option)) {
      int equals = value.indexOf('=');
      if (equals < 1) {
        throw new Arguments.Usage(option + " is '" + value + "': must be NAME=ADDR");
      }
      named.put(value.substring(0, equals), value.substring(equals + 1));
    }
    return named;
  }

  static int run(Session session) throws Arguments.Usage {
    InitCommand init = new InitCommand(session.arguments());
    Path directory = Path.of(session.arguments().value("--directory").orElse("."));
    return OutcomeText.tell(session, init.write(directory));
  }

  private Outcome write(Path directory) {
    Path yaml = directory.resolve("pair.yaml");
    Path key = directory.resolve("quorum.key");
    for (Path file : List.of(yaml, key)) {
      if (Files.exists(file)) {
        return new Outcome.Refused(
            file + " exists already", "remove it, or choose another --directory");
      }
    }
    try {
      Files.createDirectories(directory);
      writeKey(key);
      Files.writeString(yaml, yaml(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      return new Outcome.Refused("cannot write: " + e, "choose another --directory");
    }
    String copy = "Copy both files to every host, then on each: tandem doctor --config " + yaml;
    return new Outcome.Done("Wrote " + yaml + " and " + key + ". " + copy + " --host NAME");
  }

  private static void writeKey(Path key) throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    // The mode is set when the file is made: at no moment can others read it.
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var how = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = Files.newByteChannel(key, how, mode)) {
      String text = Base64.getEncoder().encodeToString(secret) + "\n";
      channel.write(
          java.nio.ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }
  }

  private String yaml() {
    StringBuilder text = new StringBuilder();
    text.append("# One file for the whole pair, the same on every host.\n");
    text.append("group: ").append(group).append("\nhosts:\n");
    hosts.forEach(
        (name, address) ->
            text.append(
                "  %s: { management: \"%s\", interface: %s }\n"
                    .formatted(name, address, interfaceName)));
    text.append("witness:\n");
    witness.forEach(
        (name, address) -> text.append("  %s: { management: \"%s\" }\n".formatted(name, address)));
    text.append("vips:\n");
    vips.forEach(vip -> text.append("  - \"").append(vip).append("\"\n"));
    text.append(
        """
        lease:
          profile: field                    # field 500 ms | lab 250 ms | fast 100 ms
        quorum:
          port: 7800
          secret-file: quorum.key
        application:
          command: %s
          user: root                        # better: a user of its own
          protocol: role
        takeover:
          failback: manual
        """
            .formatted(command()));
    return text.toString();
  }

  private String command() {
    StringBuilder command = new StringBuilder("[ tandem, sip-server");
    for (String vip : vips) {
      String address = vip.split("/", 2)[0];
      String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
      command.append(", --listen, \"udp:").append(host).append(":5060\"");
    }
    return command.append(" ]").toString();
  }
}
