package tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.sip.transaction.Probe.Row;

/**
 * The tables at the head of the four machines and in {@code docs/sip-state-tables.md} say what the
 * code does: each arrow, and no arrow more. With {@code -Dtandem.regenerate=true} the document is
 * written anew.
 */
class StateTablesTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "sip-state-tables.md");

  record Figure(String name, String title, Supplier<List<Row>> rows) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Figure> figures() {
    return Stream.of(
        new Figure(
            "InviteClient",
            "INVITE client: RFC 3261 §17.1.1, Figure 5; RFC 6026 §7.2",
            Figures::inviteClient),
        new Figure(
            "NonInviteClient",
            "Non-INVITE client: RFC 3261 §17.1.2, Figure 6",
            Figures::nonInviteClient),
        new Figure(
            "InviteServer",
            "INVITE server: RFC 3261 §17.2.1, Figure 7; RFC 6026 §7.1",
            Figures::inviteServer),
        new Figure(
            "NonInviteServer",
            "Non-INVITE server: RFC 3261 §17.2.2, Figure 8",
            Figures::nonInviteServer));
  }

  @ParameterizedTest
  @MethodSource("figures")
  void theTableAtTheHeadIsWhatTheCodeDoes(Figure figure) throws IOException {
    Path source =
        Path.of("src", "main", "java", "tandem", "sip", "transaction", figure.name() + ".java");
    assertThat(figure.rows().get()).containsExactlyInAnyOrderElementsOf(table(source));
  }

  private static List<Row> table(Path source) throws IOException {
    List<Row> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(source)) {
      if (line.startsWith(" *   State ")) {
        inside = true;
      } else if (line.equals(" * </pre>")) {
        break;
      } else if (inside) {
        rows.add(Row.of(line.substring(5)));
      }
    }
    return rows;
  }

  @Test
  void theDocumentIsWhatTheCodeDoes() throws IOException {
    StringBuilder text = new StringBuilder(4_000);
    text.append(
        """
        # State tables of the SIP transactions

        Over an unreliable transport. Rendered from the code by `StateTablesTest`; what is not in a
        table changes nothing. Timers have the names of RFC 3261 Table 4 and RFC 6026.
        """);
    figures()
        .forEach(
            figure -> {
              text.append("\n## ").append(figure.title()).append("\n\n");
              text.append("| State | Input | Next | Effects |\n|---|---|---|---|\n");
              for (Row row : figure.rows().get()) {
                text.append(
                    "| %s | %s | %s | %s |\n"
                        .formatted(row.state(), row.input(), row.next(), row.effects()));
              }
            });
    if (Boolean.getBoolean("tandem.regenerate")) {
      Files.writeString(DOCUMENT, text);
    }
    assertThat(Files.readString(DOCUMENT)).isEqualTo(text.toString());
  }
}
