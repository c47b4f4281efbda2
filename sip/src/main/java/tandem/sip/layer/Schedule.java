package tandem.sip.layer;

import java.util.Arrays;
import java.util.Optional;
import tandem.platform.time.Moment;

/**
 * What is due next: a binary heap whose items know their place, so that a new deadline or none
 * takes the place of the old one and nothing is left behind.
 */
final class Schedule<T extends Schedule.Item> {

  /** Something with a deadline; in one schedule at most. */
  abstract static class Item {
    private static final int ABSENT = -1;
    private int place = ABSENT;
    private Moment at;
  }

  private Item[] heap = new Item[64];
  private int size;

  Optional<Moment> earliest() {
    return size == 0 ? Optional.empty() : Optional.of(heap[0].at);
  }

  /** The item due first, if it is due; it stays until it is set again. */
  @SuppressWarnings("unchecked")
  Optional<T> due(Moment now) {
    return size > 0 && now.reached(heap[0].at) ? Optional.of((T) heap[0]) : Optional.empty();
  }

  /** Gives the item its deadline, or takes it out. */
  void set(T item, Optional<Moment> deadline) {
    Item moved = item;
    if (deadline.isEmpty()) {
      remove(moved);
      return;
    }
    moved.at = deadline.get();
    if (moved.place == Item.ABSENT) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      moved.place = size;
      heap[size++] = moved;
    }
    up(moved.place);
    down(moved.place);
  }

  int size() {
    return size;
  }

  private void remove(Item item) {
    int place = item.place;
    if (place == Item.ABSENT) {
      return;
    }
    item.place = Item.ABSENT;
    Item last = heap[--size];
    heap[size] = null;
    if (last != item) {
      put(last, place);
      up(place);
      down(last.place);
    }
  }

  private void up(int from) {
    int place = from;
    while (place > 0 && heap[place].at.isBefore(heap[(place - 1) / 2].at)) {
      place = swap(place, (place - 1) / 2);
    }
  }

  private void down(int from) {
    int place = from;
    while (true) {
      int child = 2 * place + 1;
      if (child + 1 < size && heap[child + 1].at.isBefore(heap[child].at)) {
        child++;
      }
      if (child >= size || !heap[child].at.isBefore(heap[place].at)) {
        return;
      }
      place = swap(place, child);
    }
  }

  private int swap(int a, int b) {
    Item held = heap[a];
    put(heap[b], a);
    put(held, b);
    return b;
  }

  private void put(Item item, int place) {
    heap[place] = item;
    item.place = place;
  }
}
