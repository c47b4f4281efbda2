package tandem.sim.store;

import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * The heart of any linearizable store: one value, changed by compare-and-set only. When a command
 * reaches it, and whether its answer ever arrives, is the world's business.
 *
 * @param <R> the record
 */
public final class LinearStore<R> {

  private final BiPredicate<Long, R> matches;
  private final Consumer<R> onChange;
  private R value;
  private long changes;

  /**
   * @param matches whether the stored record has the expected version
   * @param onChange told of each new record, in order
   */
  public LinearStore(R initial, BiPredicate<Long, R> matches, Consumer<R> onChange) {
    this.value = initial;
    this.matches = matches;
    this.onChange = onChange;
  }

  public boolean compareAndSet(long expectedVersion, R next) {
    if (!matches.test(expectedVersion, value)) {
      return false;
    }
    value = next;
    changes++;
    onChange.accept(next);
    return true;
  }

  public R value() {
    return value;
  }

  public long changes() {
    return changes;
  }
}
