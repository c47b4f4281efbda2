package tandem.sip.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The messages under {@code src/test/resources/corpus}, each with what is expected of it. */
public final class Corpus {

  public static final Path FOLDER = Path.of("src/test/resources/corpus");

  /**
   * @param expected the lines {@code key: value} of the file {@code .expect}
   * @param answer the whole response expected, from the file {@code .answer}
   */
  public record Case(String name, byte[] message, Map<String, String> expected, Path answerFile) {

    public String expect(String key) {
      String value = expected.get(key);
      if (value == null) {
        throw new IllegalStateException(name + ".expect has no line " + key);
      }
      return value;
    }

    Optional<byte[]> answer() throws IOException {
      return Files.exists(answerFile)
          ? Optional.of(Files.readAllBytes(answerFile))
          : Optional.empty();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private Corpus() {}

  public static List<Case> cases() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<Case> cases = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".sip")).sorted().toList()) {
        cases.add(read(file));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read(Path file) throws IOException {
    String name = FOLDER.relativize(file).toString().replaceFirst("\\.sip$", "");
    Map<String, String> expected = new HashMap<>();
    for (String line :
        Files.readAllLines(FOLDER.resolve(name + ".expect"), StandardCharsets.UTF_8)) {
      int colon = line.indexOf(": ");
      expected.put(line.substring(0, colon), line.substring(colon + 2));
    }
    return new Case(name, Files.readAllBytes(file), expected, FOLDER.resolve(name + ".answer"));
  }
}
