package tandem.lab.measure;

import java.util.List;
import java.util.OptionalDouble;
import tandem.lab.measure.Trace.Question;
import tandem.lab.measure.Trace.Request;

/**
 * What one stretch of a trial looked like from outside, in milliseconds.
 *
 * @param longestGap the longest time between two answers at the client, the last one before the
 *     stretch included; up to the end of the stretch if no further answer came
 * @param outage from the old primary's last answer to the other host's first; empty if the other
 *     host never answered
 * @param firstAnswer from the start of the stretch to the other host's first answer
 * @param lost requests that were never answered 200
 * @param refused requests answered, but not 200
 * @param dual time during which both hosts said they have the VIP
 * @param announcements by the first host and by the second
 * @param served whether the client was being answered when the stretch ended
 */
public record Measurement(
    double longestGap,
    OptionalDouble outage,
    OptionalDouble firstAnswer,
    int lost,
    int refused,
    double dual,
    List<Integer> announcements,
    boolean served) {

  private static final double NANOS = 1e6;
  private static final int BOTH = 3;

  /** A client that has heard nothing for this long at the end of a stretch is lost. */
  private static final long SILENCE = 300_000_000L;

  /** Requests sent so late may still be answered: they are not counted as lost. */
  private static final long IN_FLIGHT = 100_000_000L;

  /**
   * Measures the stretch {@code [start, end)}.
   *
   * @param trace must begin at least one answer before {@code start}
   * @param old index of the host that was primary at {@code start}
   * @param questionMillis the observer's interval: what one doubly answered question stands for
   */
  public static Measurement of(Trace trace, long start, long end, int old, double questionMillis) {
    List<Request> inside = trace.requests().stream().filter(in(start, end)).toList();
    OptionalDouble firstOther = firstAnswer(trace, start, end, 1 << (1 - old));
    return new Measurement(
        longestGap(trace, start, end),
        outage(trace, start, firstOther, 1 << old),
        firstOther,
        (int) inside.stream().filter(r -> !r.served() && r.sent() < end - IN_FLIGHT).count(),
        (int) inside.stream().filter(r -> r.received() != 0 && r.status() != 200).count(),
        questionMillis * doublyAnswered(trace, start, end),
        List.of(announced(trace, start, end, 0), announced(trace, start, end, 1)),
        trace.requests().stream()
            .anyMatch(r -> r.served() && r.received() > end - SILENCE && r.received() <= end));
  }

  private static java.util.function.Predicate<Request> in(long start, long end) {
    return request -> request.sent() >= start && request.sent() < end;
  }

  private static double longestGap(Trace trace, long start, long end) {
    long[] answers =
        trace.requests().stream()
            .filter(Request::served)
            .mapToLong(Request::received)
            .filter(at -> at < end)
            .sorted()
            .toArray();
    long longest = 0;
    long last = start;
    for (long at : answers) {
      if (at < start) {
        last = at;
        continue;
      }
      longest = Math.max(longest, at - last);
      last = at;
    }
    return Math.max(longest, end - last) / NANOS;
  }

  private static OptionalDouble firstAnswer(Trace trace, long start, long end, int host) {
    var first =
        trace.requests().stream()
            .filter(r -> r.served() && r.hosts() == host)
            .mapToLong(Request::received)
            .filter(at -> at >= start && at < end)
            .min();
    return first.isPresent()
        ? OptionalDouble.of((first.getAsLong() - start) / NANOS)
        : OptionalDouble.empty();
  }

  private static OptionalDouble outage(
      Trace trace, long start, OptionalDouble firstOther, int oldHost) {
    if (firstOther.isEmpty()) {
      return firstOther;
    }
    double other = firstOther.getAsDouble();
    var last =
        trace.requests().stream()
            .filter(r -> r.served() && r.hosts() == oldHost)
            .mapToDouble(r -> (r.received() - start) / NANOS)
            .filter(at -> at < other)
            .max();
    return last.isPresent() ? OptionalDouble.of(other - last.getAsDouble()) : last;
  }

  private static long doublyAnswered(Trace trace, long start, long end) {
    return trace.questions().stream()
        .filter(q -> q.sent() >= start && q.sent() < end && q.hosts() == BOTH)
        .count();
  }

  private static int announced(Trace trace, long start, long end, int host) {
    return (int)
        trace.announcements().stream()
            .filter(a -> a.seen() >= start && a.seen() < end && a.host() == host)
            .count();
  }

  /** The bit set of hosts that answered the observer in the stretch. */
  public static int answering(Trace trace, long start, long end) {
    return trace.questions().stream()
        .filter(q -> q.sent() >= start && q.sent() < end)
        .mapToInt(Question::hosts)
        .reduce(0, (a, b) -> a | b);
  }
}
