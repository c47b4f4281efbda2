package tandem.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.lab.measure.Trace.Request;

class GapWatchTest {

  private static Trace answersAt(long... millis) {
    return new Trace(
        java.util.Arrays.stream(millis)
            .mapToObj(at -> new Request(at * 1_000_000, at * 1_000_000, 200, 1))
            .toList(),
        List.of(),
        List.of());
  }

  @Test
  void aGapMaySpanTwoStretches() {
    GapWatch watch = new GapWatch();
    watch.add(answersAt(1, 3, 5));
    watch.add(new Trace(List.of(new Request(7_000_000, 0, 0, 0)), List.of(), List.of()));
    watch.add(answersAt(105, 107));

    assertThat(watch.longestMillis()).isEqualTo(100);
    assertThat(watch.latestMillis()).isEqualTo(100);
    assertThat(watch.lost()).isEqualTo(1);
    assertThat(watch.silenceMillis(110_000_000)).isEqualTo(3);
  }

  @Test
  void afterAResetOnlyNewGapsCount() {
    GapWatch watch = new GapWatch();
    watch.add(answersAt(1, 101));
    watch.reset();
    watch.add(answersAt(104));

    assertThat(watch.longestMillis()).isEqualTo(3);
    assertThat(watch.latestMillis()).isZero();
  }
}
