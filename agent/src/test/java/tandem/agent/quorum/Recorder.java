package tandem.agent.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;

/** Keeps what a listener was told, and lets a test wait for it. */
final class Recorder implements QuorumStore.Listener {

  record Entry(long position, JournalEntry entry, boolean replayed) {}

  record Told(HostName from, Letter letter) {}

  final List<LeaseRecord> records = new ArrayList<>();
  final List<HostStatus> statuses = new ArrayList<>();
  final List<Told> letters = new ArrayList<>();
  final List<Entry> entries = new ArrayList<>();
  final List<QuorumStore.Membership> memberships = new ArrayList<>();

  @Override
  public synchronized void recordChanged(LeaseRecord record) {
    records.add(record);
    notifyAll();
  }

  @Override
  public synchronized void statusChanged(HostStatus status) {
    statuses.add(status);
    notifyAll();
  }

  @Override
  public synchronized void told(HostName from, Letter letter) {
    letters.add(new Told(from, letter));
    notifyAll();
  }

  @Override
  public synchronized void appended(long position, JournalEntry entry, boolean replayed) {
    entries.add(new Entry(position, entry, replayed));
    notifyAll();
  }

  @Override
  public synchronized void membershipChanged(QuorumStore.Membership membership) {
    memberships.add(membership);
    notifyAll();
  }

  synchronized List<LeaseRecord> records() {
    return List.copyOf(records);
  }

  synchronized long version() {
    return records.isEmpty() ? 0 : records.getLast().version();
  }

  synchronized String leader() {
    return memberships.isEmpty() ? "" : memberships.getLast().leader();
  }

  synchronized void await(String what, Predicate<Recorder> condition) {
    long deadline = System.nanoTime() + 40_000_000_000L;
    while (!condition.test(this)) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("not seen in 40 s: " + what + "; last " + memberships);
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
