package tandem.sip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The fuzzer's targets over their seeds and over seeded mutations of them, without the fuzzer. */
class SeedsTest {

  private static final int RUNS = 20_000;
  private static final byte[] SPICE = "\r\n \t;,:<>\"\\@%?=[]/*()0\0\u0081".getBytes();

  @Test
  void messages() throws IOException {
    check("corpus", MessageTarget::fuzzerTestOneInput);
  }

  @Test
  void streams() throws IOException {
    check("fuzz/stream", StreamTarget::fuzzerTestOneInput);
  }

  @Test
  void webSockets() throws IOException {
    check("fuzz/websocket", WebSocketTarget::fuzzerTestOneInput);
  }

  @Test
  void descriptions() throws IOException {
    check("fuzz/sdp", SdpTarget::fuzzerTestOneInput);
  }

  private static void check(String folder, Consumer<byte[]> target) throws IOException {
    List<byte[]> seeds;
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources", folder))) {
      List<Path> found = files.filter(Files::isRegularFile).sorted().toList();
      seeds = found.stream().map(SeedsTest::read).toList();
    }
    assertThat(seeds).isNotEmpty();
    for (byte[] seed : seeds) {
      assertThatCode(() -> target.accept(seed)).doesNotThrowAnyException();
    }
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(run);
      byte[] mutant = mutated(seeds.get(random.nextInt(seeds.size())), random);
      assertThatCode(() -> target.accept(mutant)).as("run %d", run).doesNotThrowAnyException();
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] mutated(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    for (int i = random.nextInt(1, 8); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      int span = Math.min(random.nextInt(1, 20), bytes.length - at);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = SPICE[random.nextInt(SPICE.length)];
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at);
        case 3 -> System.arraycopy(bytes, random.nextInt(bytes.length - span + 1), bytes, at, span);
        case 4 -> Arrays.fill(bytes, at, at + span, SPICE[random.nextInt(SPICE.length)]);
        default -> bytes = twice(bytes, at, span);
      }
    }
    return bytes;
  }

  /** With a piece of it repeated. */
  private static byte[] twice(byte[] bytes, int at, int span) {
    byte[] longer = Arrays.copyOf(bytes, bytes.length + span);
    System.arraycopy(bytes, at, longer, at + span, bytes.length - at);
    return longer;
  }
}
