package tandem.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.agent.config.PairConfiguration;

/** What the examples and the documentation show can be used as it stands there. */
class ExamplesTest {

  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern WHOLE_FILE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @BeforeEach
  void key() throws IOException {
    Path key = directory.resolve("quorum.key");
    Files.writeString(key, "ab".repeat(32));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(HOME.resolve("examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  static List<Path> pages() throws IOException {
    return List.of(HOME.resolve("README.md"), HOME.resolve("docs/configuration.md"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsAConfiguration(Path example) throws IOException {
    loads(Files.readString(example));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aWholeFileInADocumentIsAConfiguration(Path page) throws IOException {
    Matcher blocks = WHOLE_FILE.matcher(Files.readString(page));
    while (blocks.find()) {
      if (blocks.group(1).contains("group:")) {
        loads(blocks.group(1));
      }
    }
  }

  private void loads(String yaml) throws IOException {
    Path file = directory.resolve("pair.yaml");
    Files.writeString(file, yaml);
    assertThat(PairConfiguration.load(file)).isInstanceOf(PairConfiguration.Loaded.class);
  }

  @Test
  void kamailioUnderstandsItsExample() throws Exception {
    Path kamailio = Path.of("/usr/sbin/kamailio");
    assumeTrue(Files.isExecutable(kamailio), "Debian: apt install kamailio");
    Path log = directory.resolve("kamailio.log");
    Process check =
        new ProcessBuilder(
                kamailio.toString(), "-c", "-f", HOME.resolve("examples/kamailio.cfg").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();

    assertThat(check.waitFor()).as(Files.readString(log)).isZero();
  }
}
