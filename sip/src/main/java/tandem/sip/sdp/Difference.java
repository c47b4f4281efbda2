package tandem.sip.sdp;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a later description of a session says that the earlier one did not (RFC 3264 §8).
 *
 * @param sameSession whether the origin is the same but for its version
 * @param versions by how much the version grew
 * @param changes empty if nothing changed
 */
public record Difference(boolean sameSession, long versions, Set<Change> changes) {

  /** One kind of change. */
  public enum Change {
    /** RFC 3264 §8.1, §8.2: streams were added, turned off or on. */
    STREAMS,
    /** RFC 3264 §8.3.1: address or port of a stream. */
    ADDRESS,
    /** RFC 3264 §8.3.2: its formats or its protocol. */
    FORMATS,
    /** RFC 3264 §8.4: its direction; hold and its end are this. */
    DIRECTION,
    /** Anything else, for example another attribute. */
    OTHER
  }

  public static Difference between(SessionDescription before, SessionDescription after) {
    Set<Change> changes = EnumSet.noneOf(Change.class);
    List<Media> old = before.media();
    List<Media> now = after.media();
    if (old.size() != now.size()) {
      changes.add(Change.STREAMS);
    }
    for (int i = 0; i < Math.min(old.size(), now.size()); i++) {
      compare(old.get(i), now.get(i), changes);
    }
    if (changes.isEmpty() && !before.withoutOrigin().equals(after.withoutOrigin())) {
      changes.add(Change.OTHER);
    }
    return new Difference(
        before.origin().isSameSession(after.origin()),
        after.origin().version() - before.origin().version(),
        Set.copyOf(changes));
  }

  private static void compare(Media a, Media b, Set<Change> changes) {
    add(changes, Change.STREAMS, a.isOff() == b.isOff() && a.kind().equals(b.kind()));
    add(
        changes,
        Change.ADDRESS,
        a.port() == b.port() && Objects.equals(a.connection(), b.connection()));
    add(
        changes,
        Change.FORMATS,
        a.formats().equals(b.formats()) && a.protocol().equals(b.protocol()));
    add(changes, Change.DIRECTION, a.direction() == b.direction());
  }

  private static void add(Set<Change> changes, Change change, boolean same) {
    if (!same) {
      changes.add(change);
    }
  }

  /** RFC 3264 §8: a peer that says the same version promises that nothing has changed. */
  public boolean isUnchanged() {
    return sameSession && versions == 0;
  }
}
