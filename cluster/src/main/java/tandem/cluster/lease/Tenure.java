package tandem.cluster.lease;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import tandem.platform.time.Moment;

/**
 * What one holder knows of its own right: the compare-and-sets it sent and how far the acknowledged
 * ones carry it.
 *
 * <p>Several attempts at the same version may be on their way at once (a renewal must not hang on a
 * leader that just died). Exactly one of them can have been applied; if it is not known which, the
 * earliest counts, since a right must never be reckoned from a later send than the one that gave
 * it.
 */
public final class Tenure {

  /**
   * More outstanding attempts than this and the oldest token is forgotten; its send time stays as
   * the bound.
   */
  static final int MAX_ATTEMPTS = 16;

  private final LeaseSettings settings;
  private final Deque<Attempt> attempts = new ArrayDeque<>();
  private Optional<Moment> firstSentAt = Optional.empty();
  private long expectedVersion = -1;
  private long attemptedEpoch = -1;
  private long nextToken;
  private boolean ended;
  private Optional<Moment> rightEnds = Optional.empty();

  private record Attempt(long token, Moment sentAt) {}

  public Tenure(LeaseSettings settings) {
    this.settings = settings;
  }

  /**
   * Notes that a compare-and-set of {@code version} to this holder is sent now; returns its token.
   */
  public long attempt(Moment now, long version, long epoch) {
    ended = false;
    if (version != expectedVersion || epoch != attemptedEpoch) {
      attempts.clear();
      firstSentAt = Optional.empty();
      expectedVersion = version;
      attemptedEpoch = epoch;
    }
    if (attempts.size() == MAX_ATTEMPTS) {
      attempts.removeFirst();
    }
    if (firstSentAt.isEmpty()) {
      firstSentAt = Optional.of(now);
    }
    long token = nextToken++;
    attempts.addLast(new Attempt(token, now));
    return token;
  }

  /**
   * The compare-and-set of {@code token} was applied and made this host (or kept it) the holder.
   */
  public void applied(long token) {
    Optional<Moment> sentAt = Optional.empty();
    for (Attempt attempt : attempts) {
      if (attempt.token() == token) {
        sentAt = Optional.of(attempt.sentAt());
      }
    }
    sentAt.ifPresent(this::extend);
  }

  /**
   * This run is seen to hold {@code version}. If one of the attempts must have done it, the
   * earliest counts. The epoch must be theirs: a renewal of an earlier tenure that was still on its
   * way carries the earlier epoch.
   */
  public void seen(long version, long epoch) {
    if (!ended && version == expectedVersion + 1 && epoch == attemptedEpoch) {
      firstSentAt.ifPresent(this::extend);
    }
  }

  /**
   * The predecessor passed its right on by word: the right counts from {@code mark}, a moment of
   * this host's clock that is known to lie before the predecessor's last renewal.
   */
  public void granted(Moment mark) {
    ended = false;
    extend(mark);
  }

  /** The compare-and-set of {@code token} was not applied and never will be. */
  public void refused(long token) {
    Iterator<Attempt> each = attempts.iterator();
    while (each.hasNext()) {
      if (each.next().token() == token) {
        each.remove();
      }
    }
  }

  /**
   * Forgets the right: the holder gives it up and acts on it no more. The first send is remembered:
   * what was sent may still be applied, and if the same is attempted again nobody can tell which of
   * the two it was.
   */
  public void end() {
    rightEnds = Optional.empty();
    attempts.clear();
    ended = true;
  }

  public Optional<Moment> rightEnds() {
    return rightEnds;
  }

  public boolean valid(Moment now) {
    return rightEnds.isPresent() && now.isBefore(rightEnds.get());
  }

  private void extend(Moment sentAt) {
    Moment ends = sentAt.plus(settings.right());
    rightEnds = Optional.of(rightEnds.map(known -> Moment.latest(known, ends)).orElse(ends));
  }
}
