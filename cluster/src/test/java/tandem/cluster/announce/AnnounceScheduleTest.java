package tandem.cluster.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.platform.time.Moment;

class AnnounceScheduleTest {

  private static final Moment START = Moment.ofMillis(1_000);

  private static AnnounceSchedule schedule() {
    return AnnounceSchedule.starting(START, Duration.ofSeconds(30));
  }

  @Test
  void aBurstThenTheRefresh() {
    List<Long> sent = new ArrayList<>();
    AnnounceSchedule schedule = schedule();
    for (int i = 0; i < 9; i++) {
      Moment due = schedule.next();
      assertThat(schedule.due(new Moment(due.nanos() - 1))).isFalse();
      assertThat(schedule.due(due)).isTrue();
      sent.add(due.since(START).toMillis());
      schedule = schedule.sentAt(due);
    }
    assertThat(sent).containsExactly(0L, 50L, 200L, 500L, 1_000L, 2_000L, 5_000L, 35_000L, 65_000L);
  }

  @Test
  void thoseMissedAreNotMadeUpFor() {
    Moment awake = START.plus(Duration.ofMillis(1_500));
    AnnounceSchedule after = schedule().sentAt(awake);
    assertThat(after.due(awake)).isFalse();
    assertThat(after.next().since(START)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void anHourAsleepLeavesOneAnnouncement() {
    Moment awake = START.plus(Duration.ofHours(1));
    AnnounceSchedule after = schedule().sentAt(awake);
    assertThat(after.next().isAfter(awake)).isTrue();
    assertThat(after.next().since(awake)).isLessThanOrEqualTo(Duration.ofSeconds(30));
  }
}
