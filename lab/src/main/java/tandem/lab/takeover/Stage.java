package tandem.lab.takeover;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import tandem.lab.network.LabException;
import tandem.lab.network.Network;
import tandem.lab.network.Node;
import tandem.lab.product.Product;
import tandem.lab.wire.Signal;

/** One trial's scene: where its fault is made, when that was, and how it is undone. */
public final class Stage {

  private static final long MOVE_SECONDS = 5;

  private final Bench bench;
  private final Product product;
  private final Node primary;
  private final Deque<Runnable> undoing = new ArrayDeque<>();
  private long faultAt;

  public Stage(Bench bench, Product product, Node primary) {
    this.bench = bench;
    this.product = product;
    this.primary = primary;
  }

  Network network() {
    return bench.network();
  }

  Product product() {
    return product;
  }

  Node primary() {
    return primary;
  }

  /** The fault happens now. */
  void mark() {
    faultAt = System.nanoTime();
  }

  long faultAt() {
    return faultAt;
  }

  /** What heals the fault; the last named is done first. */
  void healBy(Runnable undo) {
    undoing.push(undo);
  }

  public void heal() {
    while (!undoing.isEmpty()) {
      undoing.pop().run();
    }
  }

  /** Starts again whatever no longer runs on the node, once the fault is over. */
  void restartLater(Node node) {
    healBy(() -> product.start(node));
  }

  /** Waits until the other host says on the wire that it has the VIP; not for ever. */
  void awaitMove() {
    int other = 1 << primary.other().ordinal();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOVE_SECONDS);
    while ((bench.look().owners() & other) == 0 && System.nanoTime() < until) {
      pause(20);
    }
  }

  void signal(Iterable<Long> processes, Signal signal) {
    processes.forEach(signal::send);
  }

  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted");
    }
  }
}
