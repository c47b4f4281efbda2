package tandem.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void medianAndMaximumOfOddAndEvenCounts() {
    assertThat(Spread.of(DoubleStream.of(3, 1, 20))).hasToString("3.0 / 20");
    assertThat(Spread.of(DoubleStream.of(3, 1, 20, 5))).hasToString("4.0 / 20");
    assertThat(Spread.of(DoubleStream.of(0, 0))).hasToString("0 / 0");
  }

  @Test
  void noFiguresAreShownAsSuch() {
    assertThat(Spread.of(DoubleStream.empty())).hasToString("-");
  }
}
