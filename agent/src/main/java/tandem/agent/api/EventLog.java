package tandem.agent.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tandem.admin.view.EventView;
import tandem.admin.view.TimelineView;

/**
 * The last events of the journal, as this host's replica has applied them, and whoever follows
 * them. Safe for use from several threads.
 */
public final class EventLog {

  /** The oldest fall off. */
  public static final int KEPT = 2_048;

  private final Deque<EventView> kept = new ArrayDeque<>();
  private final List<Consumer<EventView>> followers = new ArrayList<>();
  private Optional<TimelineView> lastTakeover = Optional.empty();

  /** Positions must grow; one that does not is a replay and is passed over. */
  public synchronized void append(EventView event) {
    if (!kept.isEmpty() && event.position() <= kept.getLast().position()) {
      return;
    }
    kept.addLast(event);
    if (kept.size() > KEPT) {
      kept.removeFirst();
    }
    if (event.kind().equals(TimelineView.KIND)) {
      lastTakeover = TimelineView.last(kept);
    }
    followers.forEach(follower -> follower.accept(event));
  }

  /** The timeline of the newest epoch of which steps were told. */
  public synchronized Optional<TimelineView> lastTakeover() {
    return lastTakeover;
  }

  /** See {@link Operations#events}. */
  public synchronized Operations.Subscription subscribe(
      long since, boolean follow, Consumer<EventView> consumer) {
    kept.stream().filter(event -> event.position() > since).forEach(consumer);
    if (!follow) {
      return () -> {};
    }
    // A consumer of its own for each subscription: the same one may subscribe twice.
    Consumer<EventView> follower = consumer::accept;
    followers.add(follower);
    return () -> remove(follower);
  }

  private synchronized void remove(Consumer<EventView> follower) {
    followers.remove(follower);
  }
}
