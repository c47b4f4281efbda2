package tandem.platform.machine;

import java.util.List;
import java.util.Optional;
import tandem.platform.time.Moment;

/**
 * A pure state machine: it owns no thread, clock, socket or queue. The driver calls {@link #step}
 * with each input and, when the {@link #deadline} is reached, with the machine's own time-out
 * input. Every effect comes back from the step that caused it, in the order in which it must be
 * carried out. Not thread-safe: one loop per machine.
 *
 * @param <I> sealed family of inputs
 * @param <E> sealed family of effects
 */
public interface Machine<I, E> {

  /**
   * Applies one input. Never blocks; throws {@link IllegalStateException} only for a bug of our
   * own.
   */
  List<E> step(Moment now, I input);

  /**
   * The moment at which the machine wants to be stepped with its time-out input; empty if it waits
   * for inputs only.
   */
  Optional<Moment> deadline();
}
