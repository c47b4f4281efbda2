package tandem.sip.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The call flows of RFC 3665 and RFC 5359 (and some of RFC 3262 and 3311) as golden transcripts: a
 * line that begins with {@code >} is a command, what it causes stands beneath it. Every node is
 * rebuilt from its rows after each step. {@code -Dtandem.regenerate=true} writes the effects anew.
 */
class CallFlowsTest {

  private static final Path FLOWS = Path.of("src", "test", "resources", "flows");

  static Stream<Path> flows() throws IOException {
    return Files.list(FLOWS).filter(p -> p.toString().endsWith(".txt")).sorted();
  }

  @ParameterizedTest
  @MethodSource("flows")
  void theFlowIsAsWritten(Path file) throws IOException {
    String expected = Files.readString(file);
    StringBuilder actual = new StringBuilder(expected.length());
    Flow flow = new Flow();
    for (String line : expected.lines().toList()) {
      if (line.startsWith("#") || line.isBlank()) {
        actual.append(line).append('\n');
      } else if (line.startsWith("> ")) {
        actual.append(line).append('\n').append(flow.play(line.substring(2)));
      }
    }
    if (Boolean.getBoolean("tandem.regenerate")) {
      Files.writeString(file, actual);
    }
    assertThat(actual.toString()).isEqualTo(Files.readString(file));
    assertThat(flow.leftovers()).isEmpty();
  }
}
