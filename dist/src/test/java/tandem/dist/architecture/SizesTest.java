package tandem.dist.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A ratchet: what is too large today is named with its size, and may only shrink. */
class SizesTest {

  private static final int FILE_LINES = 400;
  private static final int PACKAGE_FILES = 15;

  private static final Map<String, Integer> LARGER_FILES =
      Map.of("cluster/src/main/java/tandem/cluster/takeover/Member.java", 527);

  private static final Map<String, Integer> LARGER_PACKAGES = Map.of();

  @Test
  void noFileIsLargerThanAReaderCanHold() throws IOException {
    Map<String, Integer> larger = new TreeMap<>();
    for (Path file : Project.javaFiles()) {
      String name = Project.HOME.relativize(file).toString();
      int lines = Files.readAllLines(file).size();
      if (lines > LARGER_FILES.getOrDefault(name, FILE_LINES)) {
        larger.put(name, lines);
      }
    }
    assertThat(larger).isEmpty();
  }

  @Test
  void noPackageHasMoreFilesThanOneCanName() throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    for (Path file : Project.javaFiles()) {
      files.merge(Project.HOME.relativize(file.getParent()).toString(), 1, Integer::sum);
    }
    files.entrySet()
        .removeIf(e -> e.getValue() <= LARGER_PACKAGES.getOrDefault(e.getKey(), PACKAGE_FILES));
    assertThat(files).isEmpty();
  }

  /** An exception that is not needed any more is taken out of the list: it may not come back. */
  @Test
  void everyExceptionIsStillNeeded() throws IOException {
    for (Map.Entry<String, Integer> exception : LARGER_FILES.entrySet()) {
      Path file = Project.HOME.resolve(exception.getKey());
      assertThat(file).exists();
      assertThat(Files.readAllLines(file).size())
          .as(exception.getKey() + " has shrunk: lower its number, or strike it out")
          .isEqualTo(exception.getValue());
    }
  }
}
