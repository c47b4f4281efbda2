package tandem.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tandem.admin.request.Outcome;

@Command(
    name = "init",
    description = {
      "Write a first pair.yaml and a fresh shared key, to be copied to all three hosts.",
      "Existing files are left alone. Check the result with: tandem doctor --config pair.yaml"
          + " --host NAME"
    })
final class InitCommand implements Callable<Integer> {

  private static final int SECRET_BYTES = 32;

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      required = true,
      paramLabel = "NAME=ADDR",
      description = "A host and its own address; give two, the preferred one first.")
  private Map<String, String> hosts;

  @Option(
      names = "--witness",
      required = true,
      paramLabel = "NAME=ADDR",
      description = "The third voter, on a third machine.")
  private Map<String, String> witness;

  @Option(
      names = "--vip",
      required = true,
      paramLabel = "ADDR/PFX",
      description = "The virtual address, with the subnet's prefix length; repeatable.")
  private List<String> vips;

  @Option(
      names = "--interface",
      required = true,
      paramLabel = "IF",
      description = "The interface that carries the VIP, on both hosts.")
  private String interfaceName;

  @Option(
      names = "--group",
      defaultValue = "sip",
      paramLabel = "NAME",
      description = "Name of the pair (default: ${DEFAULT-VALUE}).")
  private String group;

  @Option(
      names = "--directory",
      defaultValue = ".",
      paramLabel = "DIR",
      description = "Where to write (default: here).")
  private Path directory;

  @Override
  public Integer call() {
    if (hosts.size() != 2 || witness.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "Give --host twice and --witness once: three voters are needed, because with two a dead"
              + " peer cannot be told from a cut cable.");
    }
    Path yaml = directory.resolve("pair.yaml");
    Path key = directory.resolve("quorum.key");
    for (Path file : List.of(yaml, key)) {
      if (Files.exists(file)) {
        return OutcomeText.tell(
            main,
            new Outcome.Refused(
                file + " exists already", "remove it, or choose another --directory"));
      }
    }
    try {
      Files.createDirectories(directory);
      writeKey(key);
      Files.writeString(yaml, yaml(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      return OutcomeText.tell(
          main, new Outcome.Refused("cannot write: " + e, "choose another --directory"));
    }
    String copy = "Copy both files to every host, then on each: tandem doctor --config " + yaml;
    return OutcomeText.tell(
        main, new Outcome.Done("Wrote " + yaml + " and " + key + ". " + copy + " --host NAME"));
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
