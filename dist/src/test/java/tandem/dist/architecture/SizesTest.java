package tandem.dist.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a reader can hold in mind at once. */
class SizesTest {

  private static final int FILE_LINES = 400;
  private static final int PACKAGE_FILES = 15;

  @Test
  void noFileIsLargerThanAReaderCanHold() throws IOException {
    Map<String, Integer> lines = new TreeMap<>();
    for (Path file : Project.javaFiles()) {
      lines.put(Project.HOME.relativize(file).toString(), Files.readAllLines(file).size());
    }
    assertThat(larger(lines, FILE_LINES)).isEmpty();
  }

  @Test
  void noPackageHasMoreFilesThanOneCanName() throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    for (Path file : Project.javaFiles()) {
      files.merge(Project.HOME.relativize(file.getParent()).toString(), 1, Integer::sum);
    }
    assertThat(larger(files, PACKAGE_FILES)).isEmpty();
  }

  private static Map<String, Integer> larger(Map<String, Integer> sizes, int most) {
    Map<String, Integer> larger = new TreeMap<>(sizes);
    larger.values().removeIf(size -> size <= most);
    return larger;
  }
}
