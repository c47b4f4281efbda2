package tandem.dist.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the sources are, and which of them. */
final class Project {

  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  static final List<String> MODULES =
      List.of("platform", "sip", "cluster", "admin", "os", "sim", "server", "agent", "ops", "lab");

  private Project() {}

  static List<Path> javaFiles() throws IOException {
    return Stream.concat(MODULES.stream(), Stream.of("dist"))
        .map(module -> HOME.resolve(module).resolve("src"))
        .flatMap(Project::walk)
        .filter(file -> file.toString().endsWith(".java"))
        .sorted()
        .toList();
  }

  static List<Path> files(String folder, String suffix) throws IOException {
    return walk(HOME.resolve(folder))
        .filter(file -> file.toString().endsWith(suffix))
        .sorted()
        .toList();
  }

  static String packageOf(String className) {
    return className.substring(0, Math.max(0, className.lastIndexOf('.')));
  }

  /** The module of one of our classes; empty text for another's class. */
  static String moduleOf(String className) {
    String[] parts = className.split("\\.", 3);
    return parts.length == 3 && parts[0].equals("tandem") ? parts[1] : "";
  }

  private static Stream<Path> walk(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + folder, e);
    }
  }
}
