package tandem.agent.quorum.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;

/**
 * The replicated state of a group: the lease record, each host's status, the journal. Pure: the
 * same commands in the same order give the same state on every voter. Not thread-safe.
 */
public final class GroupState {

  public static final int JOURNAL_LIMIT = 1000;

  private static final byte VERSION = 2;
  private static final int HOSTS_LIMIT = 64;

  /** What a command changed, in the order in which listeners are to be told. */
  public sealed interface Change {
    record Record(LeaseRecord record) implements Change {}

    record Status(HostStatus status) implements Change {}

    record Entry(long position, JournalEntry entry) implements Change {}
  }

  /**
   * @param done false for a compare-and-set that did not compare, and for what was overtaken
   * @param record after the command
   */
  public record Applied(boolean done, LeaseRecord record, List<Change> changes) {}

  private record Session(long id, long lastSequence) {}

  private LeaseRecord record = new LeaseRecord.Vacant();
  private final SortedMap<HostName, HostStatus> statuses = new TreeMap<>();
  private final SortedMap<HostName, Session> sessions = new TreeMap<>();
  private final ArrayDeque<JournalEntry> journal = new ArrayDeque<>();
  private long journalEnd;

  public LeaseRecord record() {
    return record;
  }

  public Applied apply(Command command) {
    Session last = sessions.get(command.from());
    if (last != null
        && last.id() == command.session()
        && command.sequence() <= last.lastSequence()) {
      return new Applied(false, record, List.of()); // sent twice
    }
    sessions.put(command.from(), new Session(command.session(), command.sequence()));
    return switch (command.action()) {
      case Command.CompareAndSet cas -> compareAndSet(cas);
      case Command.Publish publish -> {
        statuses.put(publish.status().host(), publish.status());
        yield applied(new Change.Status(publish.status()));
      }
      case Command.Append append -> {
        journal.addLast(append.entry());
        if (journal.size() > JOURNAL_LIMIT) {
          journal.removeFirst();
        }
        yield applied(new Change.Entry(++journalEnd, append.entry()));
      }
      case Command.Enter enter -> new Applied(true, record, List.of());
    };
  }

  public void writeTo(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    RecordCodec.writeRecord(out, record);
    out.writeShort(statuses.size());
    for (HostStatus status : statuses.values()) {
      RecordCodec.writeStatus(out, status);
    }
    out.writeShort(sessions.size());
    for (var session : sessions.entrySet()) {
      RecordCodec.writeText(out, session.getKey().value());
      out.writeLong(session.getValue().id());
      out.writeLong(session.getValue().lastSequence());
    }
    out.writeLong(journalEnd);
    out.writeShort(journal.size());
    for (JournalEntry entry : journal) {
      RecordCodec.writeEntry(out, entry);
    }
  }

  /**
   * @throws IOException naming what makes no sense
   */
  public static GroupState readFrom(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("snapshot of version " + version + ", this release knows " + VERSION);
    }
    var state = new GroupState();
    state.record = RecordCodec.readRecord(in);
    int hosts = RecordCodec.checked("number of statuses", in.readUnsignedShort(), HOSTS_LIMIT);
    for (int i = 0; i < hosts; i++) {
      HostStatus status = RecordCodec.readStatus(in);
      state.statuses.put(status.host(), status);
    }
    int known = RecordCodec.checked("number of sessions", in.readUnsignedShort(), HOSTS_LIMIT);
    for (int i = 0; i < known; i++) {
      HostName host = RecordCodec.readHost(in);
      state.sessions.put(host, new Session(in.readLong(), in.readLong()));
    }
    state.journalEnd = in.readLong();
    int entries = RecordCodec.checked("journal length", in.readUnsignedShort(), JOURNAL_LIMIT);
    for (int i = 0; i < entries; i++) {
      state.journal.addLast(RecordCodec.readEntry(in));
    }
    return state;
  }

  /** What a listener that knows {@code before} has to be told to know this state. */
  public List<Change> changesSince(GroupState before) {
    List<Change> changes = new ArrayList<>();
    if (!record.equals(before.record)) {
      changes.add(new Change.Record(record));
    }
    for (HostStatus status : statuses.values()) {
      if (!status.equals(before.statuses.get(status.host()))) {
        changes.add(new Change.Status(status));
      }
    }
    long position = journalEnd - journal.size();
    for (JournalEntry entry : journal) {
      if (++position > before.journalEnd) {
        changes.add(new Change.Entry(position, entry));
      }
    }
    return changes;
  }

  private Applied compareAndSet(Command.CompareAndSet cas) {
    LeaseRecord next = cas.next();
    // Versions and epochs only grow, whatever a submitter says: everything else stands on it.
    if (record.version() != cas.expectedVersion()
        || next.version() != cas.expectedVersion() + 1
        || next.epoch() < record.epoch()) {
      return new Applied(false, record, List.of());
    }
    record = next;
    return applied(new Change.Record(record));
  }

  private Applied applied(Change change) {
    return new Applied(true, record, List.of(change));
  }
}
