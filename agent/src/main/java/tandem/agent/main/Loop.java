package tandem.agent.main;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tandem.agent.node.NodeEffect;
import tandem.agent.node.NodeInput;
import tandem.agent.node.NodeView;
import tandem.os.time.MonotonicClock;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;

/**
 * Drives the node: one thread, one bounded queue of inputs, one clock. Edges put inputs from any
 * thread and get effects on this one; they must not block it.
 */
final class Loop implements Runnable {

  /** Far above anything a healthy host produces; full means that the loop is stuck. */
  private static final int QUEUE = 8_192;

  private final BlockingQueue<Supplier<NodeInput>> inputs = new ArrayBlockingQueue<>(QUEUE);
  private final MonotonicClock clock;
  private final Machine<NodeInput, NodeEffect> node;
  private final Supplier<NodeView> views;
  private final Consumer<NodeEffect> edge;
  private volatile NodeView view;
  private volatile boolean ended;
  private volatile RuntimeException bug;

  Loop(
      MonotonicClock clock,
      Machine<NodeInput, NodeEffect> node,
      Supplier<NodeView> views,
      Consumer<NodeEffect> edge) {
    this.clock = clock;
    this.node = node;
    this.views = views;
    this.edge = edge;
    this.view = views.get();
  }

  /**
   * Puts an input; never blocks.
   *
   * @throws IllegalStateException if the queue is full: the loop is stuck and this host must not go
   *     on
   */
  void put(NodeInput input) {
    offer(() -> input);
  }

  /**
   * Puts an input of which only the last counts: one that still waits in the slot is replaced. A
   * voter that starts is shown every change in its log, which may be tens of thousands.
   */
  void putLatest(AtomicReference<NodeInput> slot, NodeInput input) {
    if (slot.getAndSet(input) == null) {
      offer(() -> slot.getAndSet(null));
    }
  }

  private void offer(Supplier<NodeInput> input) {
    if (!inputs.offer(input)) {
      throw new IllegalStateException("the agent's loop is stuck: " + QUEUE + " inputs wait");
    }
  }

  /** What the node knew after its last step. */
  NodeView view() {
    return view;
  }

  void end() {
    ended = true;
  }

  /** What ended the loop, if it was a bug of ours and not {@link #end}. */
  Optional<RuntimeException> bug() {
    return Optional.ofNullable(bug);
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        turn();
      }
    } catch (RuntimeException e) {
      // No catch-and-continue: this host gives up, the kernel mutes the VIP, the other host takes
      // over.
      bug = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() throws InterruptedException {
    Optional<Moment> deadline = node.deadline();
    Supplier<NodeInput> next =
        deadline.isEmpty()
            ? inputs.take()
            : inputs.poll(clock.now().until(deadline.get()).toNanos(), TimeUnit.NANOSECONDS);
    Moment now = clock.now();
    carryOut(node.step(now, next == null ? new NodeInput.Tick() : next.get()));
    // A busy queue must not starve the deadlines.
    if (next != null && node.deadline().map(now::reached).orElse(false)) {
      carryOut(node.step(now, new NodeInput.Tick()));
    }
    view = views.get();
  }

  private void carryOut(List<NodeEffect> effects) {
    effects.forEach(edge);
  }
}
