package tandem.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person or a program sees of {@code tandem sip parse}. */
class SipToolTest {

  private static final String OPTIONS =
      "OPTIONS sip:bob@example.net SIP/2.0\r\n"
          + "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
          + "From: <sip:ada@example.org>;tag=1\r\nTo: <sip:bob@example.net>\r\n"
          + "Call-ID: c1\r\nCSeq: 1 OPTIONS\r\nX-Screen: \u001b[2J\r\n\r\n";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void explainsAWellFormedMessage() {
    assertThat(run(OPTIONS, "sip", "parse")).isZero();
    assertThat(shown())
        .startsWith("well-formed  request OPTIONS to user bob at example.net\n")
        .contains("over UDP from 192.0.2.1, branch z9hG4bK1")
        .contains("it goes on to the application");
    // Nothing that came from the wire reaches the terminal as a control character.
    assertThat(shown()).contains("\\x1b[2J").doesNotContain("\u001b");
  }

  @Test
  void saysWhatIsWrongAndTheAnswer() {
    assertThat(run(OPTIONS.replace("1 OPTIONS", "x"), "sip", "parse", "-")).isEqualTo(1);
    assertThat(shown())
        .startsWith("malformed")
        .contains("wrong 400 Bad CSeq  (line 6, offset 156)")
        .contains("  SIP/2.0 400 Bad CSeq\n");
  }

  @Test
  void speaksJson() {
    assertThat(run(OPTIONS.replace("1 OPTIONS", "x"), "sip", "parse", "--json")).isEqualTo(1);
    assertThat(shown())
        .contains("\"verdict\": \"malformed\"")
        .contains("{\"fatal\": true, \"line\": 6, \"offset\": 156, \"what\": \"400 Bad CSeq\"}")
        .contains("\"value\": \"\\u001b[2J\"")
        .contains("\"status\": 400");
  }

  @Test
  void refusesWrongUsage() {
    assertThat(run("", "sip", "parse", "--colour")).isEqualTo(2);
    assertThat(run("", "sip", "explain")).isEqualTo(2);
    assertThat(run("", "sip")).isEqualTo(2);
    assertThat(run("", "sip", "parse", "a", "b")).isEqualTo(2);
    assertThat(run("", "sip", "parse", "/no/such/file")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage:").contains("/no/such/file");
    assertThat(run("", "sip", "--help")).isZero();
  }

  private int run(String input, String... words) {
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    return SipTool.run(
        List.of(words),
        new ByteArrayInputStream(bytes),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        false);
  }

  private String shown() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
