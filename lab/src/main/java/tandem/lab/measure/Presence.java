package tandem.lab.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * When which host had the VIP configured, from its own address table. Having it configured is not
 * answering for it: a filter may keep the host silent.
 */
public final class Presence {

  private record Change(long at, int host, boolean present) {}

  private final List<Change> changes = new ArrayList<>();

  /** Notes that the host had, or no longer had, the VIP from {@code at} on. Times must not fall. */
  public synchronized void note(long at, int host, boolean present) {
    // A refresh of an address that is there changes nothing, and there are many.
    if (has(host) != present) {
      changes.add(new Change(at, host, present));
    }
  }

  public synchronized boolean has(int host) {
    for (int at = changes.size() - 1; at >= 0; at--) {
      if (changes.get(at).host() == host) {
        return changes.get(at).present();
      }
    }
    return false;
  }

  /** For how many milliseconds of {@code [from, to)} both hosts had it. */
  public synchronized double bothMillis(long from, long to) {
    boolean[] present = new boolean[2];
    long both = 0;
    long last = from;
    for (Change change : changes) {
      long at = Math.clamp(change.at(), from, to);
      if (present[0] && present[1]) {
        both += at - last;
      }
      last = at;
      present[change.host()] = change.present();
    }
    if (present[0] && present[1]) {
      both += to - last;
    }
    return both / 1e6;
  }
}
