package tandem.lab.measure;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Median and maximum of a set of figures; {@code count} 0 means that there are none. */
public record Spread(int count, double median, double max) {

  public static Spread of(DoubleStream figures) {
    double[] sorted = figures.sorted().toArray();
    int count = sorted.length;
    if (count == 0) {
      return new Spread(0, 0, 0);
    }
    double median =
        count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
    return new Spread(count, median, Arrays.stream(sorted).max().orElseThrow());
  }

  /** "median / max" in whole units from ten on, with one decimal below; "-" if there are none. */
  @Override
  public String toString() {
    return count == 0 ? "-" : figure(median) + " / " + figure(max);
  }

  static String figure(double value) {
    return String.format(Locale.ROOT, value == 0 || value >= 9.95 ? "%.0f" : "%.1f", value);
  }
}
