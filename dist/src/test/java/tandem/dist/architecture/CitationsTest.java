package tandem.dist.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Each {@code RFC nnnn §x} in the sources names a section that exists. If a title in double quotes
 * follows, it is the section's. The sections are data: {@code sip/src/test/resources/rfc}.
 */
class CitationsTest {

  private static final Path SECTIONS = Project.HOME.resolve("sip/src/test/resources/rfc");

  /** A citation may be broken over two lines of a comment, and name several sections. */
  private static final Pattern CITATION =
      Pattern.compile(
          "RFC (\\d+)((?:,? (?:and )?§[0-9A-Z]+(?:\\.[0-9]+)*)+)(?: \"([^\"\\\\]+)\")?");

  private static final Pattern SECTION = Pattern.compile("§([0-9A-Z]+(?:\\.[0-9]+)*)");
  private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\n\\s*(?:\\*|//)?\\s*");

  @Test
  void everySectionThatIsCitedExists() throws IOException {
    Set<String> wrong = new TreeSet<>();
    int found = 0;
    for (Path file : Project.javaFiles()) {
      String text = LINE_BREAK.matcher(Files.readString(file)).replaceAll(" ");
      Matcher citation = CITATION.matcher(text);
      while (citation.find()) {
        found++;
        String fault = fault(citation);
        if (!fault.isEmpty()) {
          wrong.add(Project.HOME.relativize(file) + ": " + citation.group() + ": " + fault);
        }
      }
    }
    assertThat(found).isGreaterThan(100);
    assertThat(wrong).isEmpty();
  }

  @Test
  void aWrongCitationIsFound() {
    // The section sign stands apart, so that these are no citations of this file.
    assertThat(fault("RFC 3261", "17.1.1.2")).isEmpty();
    assertThat(fault("RFC 3261", "17.1.1.2 \"Formal Description\"")).isEmpty();
    assertThat(fault("RFC 3261", "17.9")).contains("no such section");
    assertThat(fault("RFC 3261", "10.3 and §99")).contains("§99");
    assertThat(fault("RFC 3261", "17.1.1.2 \"Timers\"")).contains("Formal Description");
    assertThat(fault("RFC 1", "1")).contains("no list");
  }

  private static String fault(String rfc, String section) {
    Matcher citation = CITATION.matcher(rfc + " §" + section);
    assertThat(citation.matches()).isTrue();
    return fault(citation);
  }

  private static String fault(Matcher citation) {
    Path list = SECTIONS.resolve(citation.group(1) + ".txt");
    if (!Files.exists(list)) {
      return "no list of its sections: " + Project.HOME.relativize(list);
    }
    Map<String, String> titles = titles(list);
    Matcher section = SECTION.matcher(citation.group(2));
    String last = "";
    while (section.find()) {
      last = section.group(1);
      if (!titles.containsKey(last)) {
        return "no such section: §" + last;
      }
    }
    String title = citation.group(3);
    return title == null || title.equals(titles.get(last))
        ? ""
        : "its title is " + titles.get(last);
  }

  private static Map<String, String> titles(Path list) {
    try {
      Map<String, String> titles = new HashMap<>();
      for (String line : Files.readAllLines(list)) {
        int space = line.indexOf(' ');
        titles.put(line.substring(0, space), line.substring(space + 1));
      }
      return titles;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
