package tandem.sim.time;

import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * A queue of events in virtual time. Events of one instant run in the order in which they were
 * scheduled.
 */
public final class VirtualTime {

  private record Event(long at, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private static final long MAX_EVENTS = 2_000_000;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Runnable afterEach;
  private long now;
  private long order;

  /** {@code afterEach} runs after every event: the place for invariants. */
  public VirtualTime(Runnable afterEach) {
    this.afterEach = afterEach;
  }

  /** True time, nanoseconds since the start of the run. */
  public long now() {
    return now;
  }

  public void at(long when, Runnable action) {
    events.add(new Event(Math.max(when, now), order++, action));
  }

  /** When the next event is due; empty if none waits. */
  public OptionalLong next() {
    return events.isEmpty() ? OptionalLong.empty() : OptionalLong.of(events.peek().at());
  }

  public void after(long nanos, Runnable action) {
    at(now + nanos, action);
  }

  /** Runs everything up to and including {@code end}. */
  public void runUntil(long end) {
    long budget = MAX_EVENTS;
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.poll();
      if (budget-- == 0) {
        throw new IllegalStateException("more than " + MAX_EVENTS + " events: something spins");
      }
      now = event.at();
      event.action().run();
      afterEach.run();
    }
    now = end;
  }
}
