package tandem.agent.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file's durations: a whole number and {@code ms}, {@code s} or {@code m}. */
final class Durations {

  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  private Durations() {}

  static Optional<Duration> parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          default -> Duration.ofMinutes(number);
        });
  }

  static String show(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0 || millis % 1_000 != 0) {
      return millis + "ms";
    }
    return millis % 60_000 == 0 ? millis / 60_000 + "m" : millis / 1_000 + "s";
  }

  /** The least and the greatest duration a key may have. */
  record Range(Duration least, Duration greatest) {

    static Range of(String least, String greatest) {
      return new Range(parse(least).orElseThrow(), parse(greatest).orElseThrow());
    }

    boolean holds(Duration duration) {
      return duration.compareTo(least) >= 0 && duration.compareTo(greatest) <= 0;
    }

    @Override
    public String toString() {
      return show(least) + " to " + show(greatest);
    }
  }
}
