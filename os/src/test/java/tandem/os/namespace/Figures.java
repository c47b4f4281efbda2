package tandem.os.namespace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measured spans, printed with the test's output. */
public final class Figures {
  private final String name;
  private final List<Long> nanos = new ArrayList<>();

  public Figures(String name) {
    this.name = name;
  }

  /** Work that is timed. */
  public interface Act {
    void run() throws Exception;
  }

  public void time(Act act) throws Exception {
    long start = System.nanoTime();
    act.run();
    add(System.nanoTime() - start);
  }

  public void add(long span) {
    nanos.add(span);
  }

  /** Prints and returns the median in nanoseconds. */
  public long print() {
    List<Long> sorted = nanos.stream().sorted().toList();
    long median = sorted.get(sorted.size() / 2);
    System.out.printf(
        Locale.ROOT,
        "FIGURE %-44s n=%d min %.1f median %.1f max %.1f us%n",
        name,
        sorted.size(),
        sorted.getFirst() / 1e3,
        median / 1e3,
        sorted.getLast() / 1e3);
    return median;
  }
}
