package tandem.sip.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.sip.corpus.Corpus.Case;
import tandem.sip.explain.Explainer;
import tandem.sip.explain.Explanation;
import tandem.sip.explain.Explanation.Answer;
import tandem.sip.explain.Explanation.Finding;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult.Parsed;

/**
 * Every message of the corpus has its verdict, its fault at its place and its answer. With {@code
 * -Dregenerate=true} the files {@code .answer} are written anew, to be reviewed as a difference.
 */
class CorpusTest {

  private static final boolean REGENERATE = Boolean.getBoolean("regenerate");

  static List<Case> cases() {
    return Corpus.cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void verdict(Case message) {
    Explanation explanation = Explainer.explain(message.message());
    assertThat(explanation.verdict().name().toLowerCase().replace('_', '-'))
        .as(explanation.findings().toString())
        .isEqualTo(message.expect("verdict"));
    List<Finding> fatal = explanation.findings().stream().filter(Finding::fatal).toList();
    if (!message.expect("verdict").equals("malformed")) {
      assertThat(fatal).isEmpty();
      return;
    }
    assertThat(fatal).extracting(Finding::what).containsExactly(message.expect("wrong"));
    String text = new String(message.message(), StandardCharsets.ISO_8859_1);
    String at = message.expect("at");
    assertThat(text.substring(fatal.getFirst().place().offset())).startsWith(at);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answer(Case message) throws IOException {
    Answer answer = Explainer.explain(message.message()).answer();
    switch (answer) {
      case Answer.Silence _ -> assertThat(message.expect("answer")).isEqualTo("silence");
      case Answer.GoesOn _ -> assertThat(message.expect("answer")).isEqualTo("goes on");
      case Answer.Response response -> {
        assertThat(message.expect("answer")).isEqualTo(Integer.toString(response.status()));
        if (REGENERATE) {
          Files.write(message.answerFile(), response.text());
        }
        assertThat(message.answer())
            .hasValueSatisfying(a -> assertThat(text(a)).isEqualTo(text(response.text())));
        // Whoever sent the request has to understand the answer, unless it was what it copies.
        if (message.expect("verdict").equals("well-formed")) {
          assertThat(MessageParser.parse(response.text())).isInstanceOf(Parsed.class);
        }
      }
    }
    if (!(answer instanceof Answer.Response)) {
      assertThat(message.answerFile()).doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void untouchedMessagesPrintAsTheyCame(Case message) {
    if (MessageParser.parse(message.message()) instanceof Parsed parsed) {
      String came = text(message.message());
      String start = came.replaceFirst("^(\r\n)+", "");
      assertThat(start).startsWith(text(parsed.message().bytes()));
    }
  }

  /** All 49 sections of RFC 4475 that hold a message, and all of RFC 5118. */
  @Test
  void everyCaseOfTheTwoRfcsIsCovered() {
    Set<String> wanted =
        Stream.of(
                sections("RFC 4475 §3.1.1.", 13),
                sections("RFC 4475 §3.1.2.", 19),
                sections("RFC 4475 §3.2.", 1),
                sections("RFC 4475 §3.3.", 15),
                sections("RFC 4475 §3.4.", 1),
                sections("RFC 5118 §4.", 10))
            .flatMap(s -> s)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(wanted).hasSize(49 + 10);
    assertThat(cases().stream().map(c -> c.expect("covers"))).containsAll(wanted);
  }

  private static Stream<String> sections(String prefix, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
