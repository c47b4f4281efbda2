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
      Map.of("cluster/src/main/java/tandem/cluster/takeover/Member.java", 458);

  private static final Map<String, Integer> LARGER_PACKAGES =
      Map.of(
          "agent/src/main/java/tandem/agent/main", 18,
          "cluster/src/main/java/tandem/cluster/takeover", 16);

  @Test
  void noFileIsLargerThanAReaderCanHold() throws IOException {
    assertThat(larger(lines(), LARGER_FILES, FILE_LINES)).isEmpty();
  }

  @Test
  void noPackageHasMoreFilesThanOneCanName() throws IOException {
    assertThat(larger(filesPerPackage(), LARGER_PACKAGES, PACKAGE_FILES)).isEmpty();
  }

  /** An exception that is not needed any more is struck out: it may not come back. */
  @Test
  void everyExceptionIsStillNeeded() throws IOException {
    assertThat(larger(lines(), Map.of(), FILE_LINES)).containsKeys(keys(LARGER_FILES));
    assertThat(larger(filesPerPackage(), Map.of(), PACKAGE_FILES))
        .containsKeys(keys(LARGER_PACKAGES));
  }

  private static String[] keys(Map<String, Integer> exceptions) {
    return exceptions.keySet().toArray(String[]::new);
  }

  private static Map<String, Integer> lines() throws IOException {
    Map<String, Integer> lines = new TreeMap<>();
    for (Path file : Project.javaFiles()) {
      lines.put(Project.HOME.relativize(file).toString(), Files.readAllLines(file).size());
    }
    return lines;
  }

  private static Map<String, Integer> filesPerPackage() throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    for (Path file : Project.javaFiles()) {
      files.merge(Project.HOME.relativize(file.getParent()).toString(), 1, Integer::sum);
    }
    return files;
  }

  private static Map<String, Integer> larger(
      Map<String, Integer> sizes, Map<String, Integer> exceptions, int most) {
    Map<String, Integer> larger = new TreeMap<>(sizes);
    larger.entrySet().removeIf(e -> e.getValue() <= exceptions.getOrDefault(e.getKey(), most));
    return larger;
  }
}
