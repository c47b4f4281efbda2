package tandem.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.lab.measure.Trace.Announcement;
import tandem.lab.measure.Trace.Question;
import tandem.lab.measure.Trace.Request;

class MeasurementTest {

  private static final int FIRST = 1;
  private static final int SECOND = 2;
  private static final int BOTH = 3;

  private final List<Request> requests = new ArrayList<>();
  private final List<Question> questions = new ArrayList<>();
  private final List<Announcement> announcements = new ArrayList<>();

  private static long ms(double millis) {
    return (long) (millis * 1e6);
  }

  /** One request every 10 ms in [from, to), answered after 1 ms. */
  private void answered(int from, int to, int host) {
    for (int at = from; at < to; at += 10) {
      requests.add(new Request(ms(at), ms(at + 1), 200, host));
    }
  }

  private void unanswered(int from, int to) {
    for (int at = from; at < to; at += 10) {
      requests.add(new Request(ms(at), 0, 0, 0));
    }
  }

  private Measurement measure(int start, int end) {
    return Measurement.of(
        new Trace(requests, questions, announcements), ms(start), ms(end), 0, 5.0);
  }

  @Test
  void aTakeoverIsTheTimeBetweenTwoHostsAnswers() {
    answered(0, 100, FIRST);
    unanswered(100, 300);
    answered(300, 1000, SECOND);

    Measurement seen = measure(50, 1000);

    // The last answer of the first host came at 91 ms, the first of the second at 301 ms.
    assertThat(seen.outage().orElseThrow()).isCloseTo(210, within(0.001));
    assertThat(seen.longestGap()).isCloseTo(210, within(0.001));
    assertThat(seen.firstAnswer().orElseThrow()).isCloseTo(251, within(0.001));
    assertThat(seen.lost()).isEqualTo(20);
    assertThat(seen.served()).isTrue();
  }

  @Test
  void aGapAtTheEndCountsAndTheClientIsLost() {
    answered(0, 100, FIRST);
    unanswered(100, 1000);

    Measurement seen = measure(50, 1000);

    assertThat(seen.longestGap()).isCloseTo(1000 - 91, within(0.001));
    assertThat(seen.outage()).isEmpty();
    assertThat(seen.served()).isFalse();
  }

  @Test
  void aGapThatBeganBeforeTheStretchCountsFromItsLastAnswer() {
    answered(0, 10, FIRST);
    answered(200, 300, FIRST);

    assertThat(measure(100, 300).longestGap()).isCloseTo(200, within(0.001));
  }

  @Test
  void aRefusalIsNoAnswer() {
    answered(0, 100, FIRST);
    requests.add(new Request(ms(100), ms(101), 503, FIRST));
    answered(110, 1000, SECOND);

    Measurement seen = measure(50, 1000);

    assertThat(seen.refused()).isEqualTo(1);
    assertThat(seen.lost()).isEqualTo(1);
    assertThat(seen.outage().orElseThrow()).isCloseTo(20, within(0.001));
  }

  @Test
  void requestsInFlightAtTheEndAreNotLost() {
    answered(0, 950, FIRST);
    unanswered(950, 1000);

    assertThat(measure(50, 1000).lost()).isZero();
  }

  @Test
  void ownershipIsDualWhileOneQuestionHasTwoAnswers() {
    answered(0, 1000, FIRST);
    for (int at = 0; at < 1000; at += 5) {
      questions.add(new Question(ms(at), at >= 100 && at < 150 ? BOTH : FIRST));
    }

    assertThat(measure(50, 1000).dual()).isCloseTo(50, within(0.001));
    assertThat(measure(150, 1000).dual()).isZero();
    assertThat(
            Measurement.answering(new Trace(requests, questions, announcements), ms(100), ms(150)))
        .isEqualTo(BOTH);
  }

  @Test
  void twoHostsThatAnswerDifferentQuestionsAreNotTwoOwners() {
    answered(0, 1000, FIRST);
    questions.add(new Question(ms(100), FIRST));
    questions.add(new Question(ms(105), SECOND));

    assertThat(measure(50, 1000).dual()).isZero();
  }

  @Test
  void announcementsAreCountedByHostInsideTheStretch() {
    answered(0, 1000, FIRST);
    announcements.add(new Announcement(ms(10), 1));
    announcements.add(new Announcement(ms(60), 1));
    announcements.add(new Announcement(ms(70), 0));

    assertThat(measure(50, 1000).announcements()).containsExactly(1, 1);
  }

  @Test
  void aTraceSurvivesItsTextForm() {
    answered(0, 100, FIRST);
    unanswered(100, 120);
    questions.add(new Question(ms(100), BOTH));
    announcements.add(new Announcement(ms(60), 1));
    Trace trace = new Trace(requests, questions, announcements);

    assertThat(Trace.parse(trace.text().lines().toList())).isEqualTo(trace);
    assertThatThrownBy(() -> Trace.parse(List.of("r 1 2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("r 1 2");
  }
}
