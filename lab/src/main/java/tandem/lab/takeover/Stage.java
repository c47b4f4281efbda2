package tandem.lab.takeover;

import java.util.ArrayDeque;
import java.util.Deque;
import tandem.lab.network.LabException;
import tandem.lab.network.Network;
import tandem.lab.network.Node;
import tandem.lab.product.Product;
import tandem.lab.wire.Signal;

/** One trial's scene: where its fault is made, when that was, and how it is undone. */
public final class Stage {

  private final Network network;
  private final Product product;
  private final Node primary;
  private final Deque<Runnable> undoing = new ArrayDeque<>();
  private long faultAt;

  public Stage(Network network, Product product, Node primary) {
    this.network = network;
    this.product = product;
    this.primary = primary;
  }

  Network network() {
    return network;
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
