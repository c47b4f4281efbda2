package tandem.agent.quorum;

import java.util.concurrent.CompletableFuture;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;

/**
 * The linearizable store that carries the lease record, behind which a consensus engine stands.
 *
 * <p>No method blocks. A command that was acknowledged is ordered, durable on a majority and never
 * forgotten; one whose future fails (time-out, no leader, not connected) is <em>of unknown
 * outcome</em>: it may have been applied, or may be applied later.
 */
public interface QuorumStore extends AutoCloseable {

  /**
   * Replaces the record by {@code next} if its version is {@code expectedVersion} when the command
   * is applied.
   *
   * @return whether it was applied, and the record after the command
   */
  CompletableFuture<CasOutcome> compareAndSet(long expectedVersion, LeaseRecord next);

  /** Appends to the group's journal (bounded: the oldest entries fall off). */
  CompletableFuture<Void> append(JournalEntry entry);

  /** Replaces what the others know of this host. */
  CompletableFuture<Void> publish(HostStatus status);

  /**
   * Says it to that host at once, past the store: sealed like all the rest, in the order said, and
   * not kept. It may be lost without notice.
   */
  void tell(HostName to, Letter letter);

  @Override
  void close();

  record CasOutcome(boolean applied, LeaseRecord record) {}

  /**
   * What the store tells this host, from its own threads, in the order in which its replica applied
   * it. Calls must return at once. A replica that is cut off is silent; what it says may be old,
   * never wrong.
   */
  interface Listener {
    void recordChanged(LeaseRecord record);

    void statusChanged(HostStatus status);

    /** {@code from} said this; proven by the seal and the connection it came over. */
    void told(HostName from, Letter letter);

    /**
     * @param position grows by 1 with each entry, the same on every host
     * @param replayed true for entries that were in the journal before this start
     */
    void appended(long position, JournalEntry entry, boolean replayed);

    /** Who is connected and whether there is a leader; at start and at each change. */
    void membershipChanged(Membership membership);
  }

  /**
   * @param leader the leader's host name, empty string if none is known
   * @param connected the hosts in this host's present view, itself included
   * @param voters all voters configured
   */
  record Membership(
      String leader, java.util.Set<HostName> connected, java.util.Set<HostName> voters) {
    public boolean majority() {
      return connected.size() * 2 > voters.size();
    }
  }
}
