package tandem.server.main;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tandem.server.node.NodeInput;

/**
 * What waits for the node's loop. Control inputs (roles, signals) overtake datagrams, so that a
 * flood can not delay a demotion. Thread-safe.
 */
final class Inbox {

  /** A datagram beyond it is dropped and counted: the sender repeats it. */
  static final int MAX_DATAGRAMS = 8_192;

  /** A control input beyond it makes its sender wait. */
  static final int MAX_CONTROLS = 1_024;

  /** So many datagrams are taken at once, so that controls never wait longer. */
  private static final int BATCH = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final ArrayDeque<NodeInput> controls = new ArrayDeque<>();
  private final ArrayDeque<NodeInput> datagrams = new ArrayDeque<>();
  private long dropped;

  /** Never blocks for long; false if the datagram was dropped. */
  boolean offer(NodeInput.Datagram datagram) {
    lock.lock();
    try {
      if (datagrams.size() >= MAX_DATAGRAMS) {
        dropped++;
        return false;
      }
      datagrams.add(datagram);
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Blocks while the control queue is full. */
  void put(NodeInput control) {
    lock.lock();
    try {
      while (controls.size() >= MAX_CONTROLS) {
        drained.awaitUninterruptibly();
      }
      controls.add(control);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Moves all controls and some datagrams into the list; waits for one as long as said. */
  void take(List<NodeInput> into, long waitNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = waitNanos;
      while (controls.isEmpty() && datagrams.isEmpty() && left > 0) {
        left = filled.awaitNanos(left);
      }
      if (!controls.isEmpty()) {
        into.addAll(controls);
        controls.clear();
        drained.signalAll();
        return;
      }
      for (int i = 0; i < BATCH && !datagrams.isEmpty(); i++) {
        into.add(datagrams.poll());
      }
    } finally {
      lock.unlock();
    }
  }

  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  static long nanos(int millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
