package tandem.lab.product;

import java.util.List;
import java.util.Optional;
import tandem.lab.network.Node;

/**
 * A pair of hosts under something that moves the VIP between them, as the lab sees it: what can be
 * started, killed, frozen and asked. Methods return as soon as they have acted, not when the effect
 * is there, unless said otherwise.
 */
public interface Product extends AutoCloseable {

  /** For the report, for example {@code keepalived tuned}. */
  String name();

  /** Starts what should run on the node and does not: nothing, if all runs. */
  void start(Node node);

  /** The node's programs stop where they are, all at once, as when its power goes. */
  void stop(Node node);

  /** Takes the node's power: kills everything that runs there, its kernel forgets the VIP. */
  void kill(Node node);

  /**
   * Orders the planned move away from {@code primary}. Blocks until the order is given.
   *
   * @throws tandem.lab.network.LabException if the order is refused
   */
  void switchover(Node primary);

  /** Takes back what {@link #switchover} leaves behind, if anything. */
  void forgetSwitchover(Node primary);

  /** The processes of the SIP service on the node. */
  List<Long> service(Node node);

  /** The processes of the daemon that owns the VIP, without the service. */
  List<Long> daemon(Node node);

  /** Makes the service on the node say that it cannot serve, or that it can again. */
  void refuse(Node node, boolean refusing);

  /**
   * Why the pair is not in order yet; empty when primary and backup are known and ready.
   *
   * @throws tandem.lab.network.LabException if it can no longer come into order by itself
   */
  String unsettled();

  /** The host the VIP goes back to by itself once all is well; empty if it stays where it is. */
  Optional<Node> preferred();

  /** Whether a third voter exists. */
  boolean hasWitness();

  /**
   * What the product itself tells of its last takeover, line by line; empty if it tells nothing.
   */
  default List<String> lastTakeover() {
    return List.of();
  }

  /** The last lines of its logs, for a report of what went wrong. */
  String logs();

  /** Ends all and waits until nothing runs. */
  @Override
  void close();
}
