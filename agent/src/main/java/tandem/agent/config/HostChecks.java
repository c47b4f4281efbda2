package tandem.agent.config;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What only the machine itself can say of its part of the file. Blocks on files. */
final class HostChecks {

  static final String DEFAULT_USER = "tandem";
  private static final Path PASSWD = Path.of("/etc/passwd");

  private final Network network;
  private final Problems problems;

  HostChecks(Network network, Problems problems) {
    this.network = network;
    this.problems = problems;
  }

  /** That the name is in the file and its interface is on this machine. */
  void check(String name) {
    List<String> names = network.members().stream().map(Network.Member::key).toList();
    if (!names.contains(name)) {
      problems.add(
          0, "", "has no host '" + name + "' (--host)", ConfigurationFile.hint(name, names));
      return;
    }
    network.hosts().stream()
        .filter(member -> member.key().equals(name))
        .flatMap(member -> member.interfaceName().stream())
        .forEach(HostChecks::interfaceExists);
  }

  private static void interfaceExists(Value<String> name) {
    try {
      if (NetworkInterface.getByName(name.get()) == null) {
        String known =
            NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .sorted()
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
        name.wrong("this host has no such interface", "it has: " + known);
      }
    } catch (SocketException e) {
      name.wrong("the interfaces cannot be listed: " + e.getMessage(), "");
    }
  }

  static void user(Section application, Optional<Value<String>> named) {
    if (named.isPresent() && !userExists(named.get().get())) {
      named.get().wrong("this host has no such user", "name one of /etc/passwd, or make it");
    }
    if (named.isEmpty() && !userExists(DEFAULT_USER)) {
      application.missing(
          "user", "name the user that runs the application, or make the user " + DEFAULT_USER);
    }
  }

  private static boolean userExists(String user) {
    // ISO 8859-1 reads any byte: a strange comment field must not hide the other lines.
    try (Stream<String> lines = Files.lines(PASSWD, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.startsWith(user + ":"));
    } catch (IOException e) {
      return false;
    }
  }

  static void executable(Value<String> program) {
    if (program.get().equals("tandem")) {
      return;
    }
    if (program.get().indexOf('/') < 0) {
      String path =
          Optional.ofNullable(System.getenv("PATH")).orElse("/usr/sbin:/usr/bin:/sbin:/bin");
      if (Stream.of(path.split(":"))
          .noneMatch(folder -> Files.isExecutable(Path.of(folder, program.get())))) {
        program.wrong("no such program on PATH", "install it, or write its whole path");
      }
      return;
    }
    Path file = Path.of(program.get());
    if (!file.isAbsolute()) {
      program.wrong("a relative path", "write the whole path, or a program name on PATH");
    } else if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
      program.wrong("this host has no such executable file", "install it, or correct the path");
    }
  }
}
