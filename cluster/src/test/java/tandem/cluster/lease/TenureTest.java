package tandem.cluster.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tandem.platform.time.Moment;

class TenureTest {

  private final Tenure tenure =
      new Tenure(new LeaseSettings(Duration.ofMillis(600), Duration.ofMillis(100), 10));

  private static Moment ms(long millis) {
    return Moment.ofMillis(millis);
  }

  @Test
  void anAcknowledgedAttemptCarriesTheRightFromItsSend() {
    long token = tenure.attempt(ms(100), 5, 2);
    tenure.applied(token);
    assertThat(tenure.rightEnds()).contains(ms(694));
    assertThat(tenure.valid(ms(693))).isTrue();
    assertThat(tenure.valid(ms(694))).isFalse();
  }

  @Test
  void amongSeveralAttemptsTheAcknowledgedOneCounts() {
    tenure.attempt(ms(100), 5, 2);
    long second = tenure.attempt(ms(200), 5, 2);
    tenure.applied(second);
    assertThat(tenure.rightEnds()).contains(ms(794));
  }

  @Test
  void ifItIsNotKnownWhichTheEarliestCounts() {
    tenure.attempt(ms(100), 5, 2);
    tenure.attempt(ms(200), 5, 2);
    tenure.seen(6, 2);
    assertThat(tenure.rightEnds()).contains(ms(694));
  }

  @Test
  void aRecordOfAnotherEpochOrVersionGivesNothing() {
    tenure.attempt(ms(100), 5, 2);
    tenure.seen(6, 1);
    tenure.seen(7, 2);
    tenure.seen(5, 2);
    assertThat(tenure.rightEnds()).isEmpty();
  }

  @Test
  void aRefusedAttemptGivesNothingAfterwards() {
    long token = tenure.attempt(ms(100), 5, 2);
    tenure.refused(token);
    tenure.applied(token);
    assertThat(tenure.rightEnds()).isEmpty();
  }

  @Test
  void aTokenThatWasNeverGivenGivesNothing() {
    tenure.attempt(ms(100), 5, 2);
    tenure.applied(-1);
    tenure.applied(99);
    assertThat(tenure.rightEnds()).isEmpty();
  }

  @Test
  void anAnswerForAnOlderVersionGivesNothingMore() {
    long old = tenure.attempt(ms(100), 5, 2);
    tenure.seen(6, 2);
    tenure.attempt(ms(200), 6, 2);
    tenure.applied(old);
    assertThat(tenure.rightEnds()).contains(ms(694));
  }

  @Test
  void aRightNeverShrinks() {
    long first = tenure.attempt(ms(100), 5, 2);
    long second = tenure.attempt(ms(200), 5, 2);
    tenure.applied(second);
    tenure.applied(first);
    assertThat(tenure.rightEnds()).contains(ms(794));
  }

  @Test
  void beyondTheLimitTheOldestTokenIsForgottenButNotItsSend() {
    long oldest = tenure.attempt(ms(100), 5, 2);
    for (int i = 1; i <= Tenure.MAX_ATTEMPTS; i++) {
      tenure.attempt(ms(100 + i), 5, 2);
    }
    tenure.applied(oldest);
    assertThat(tenure.rightEnds()).isEmpty();
    tenure.seen(6, 2);
    assertThat(tenure.rightEnds()).contains(ms(694));
  }

  @Test
  void anEndedTenureIsNotRevivedByALateAnswer() {
    long token = tenure.attempt(ms(100), 5, 2);
    tenure.end();
    tenure.applied(token);
    tenure.seen(6, 2);
    assertThat(tenure.rightEnds()).isEmpty();
  }

  @Test
  void afterTheEndTheSameAttemptStillCountsFromItsFirstSend() {
    tenure.attempt(ms(100), 5, 2);
    tenure.end();
    tenure.attempt(ms(500), 5, 2);
    tenure.seen(6, 2);
    assertThat(tenure.rightEnds()).contains(ms(694));
  }

  @Test
  void afterTheEndAnotherVersionBeginsAnew() {
    tenure.attempt(ms(100), 5, 2);
    tenure.end();
    tenure.attempt(ms(500), 7, 3);
    tenure.seen(8, 3);
    assertThat(tenure.rightEnds()).contains(ms(1_094));
  }
}
