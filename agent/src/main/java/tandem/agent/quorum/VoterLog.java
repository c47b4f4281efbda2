package tandem.agent.quorum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jgroups.Address;
import org.jgroups.protocols.raft.Log;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;

/**
 * What a voter must not forget: its term and vote, the entries it acknowledged, a snapshot of what
 * came before them. All of it in one {@link LogFile}, and in memory. Every change is on the disk
 * when the call returns; when the disk refuses one, the log refuses everything from then on, since
 * what is in memory may no longer be what is on the disk.
 *
 * <p>As the engine wants it: index 0 is nothing; after a snapshot the entry at {@link
 * #firstAppended()} is kept and is the last one that the snapshot contains.
 */
final class VoterLog implements Log {

  private static final String FILE = "quorum.log";
  private static final String IDENTITY = "quorum.id";

  private final Consumer<IOException> onFailure;
  private final LogFile file;
  private final List<LogEntry> entries = new ArrayList<>(); // [0] is at index first, null at 0
  private long first;
  private long commit;
  private long term;
  private Address vote;
  private byte[] snapshot;
  private byte[] nextSnapshot;
  private boolean broken;

  /**
   * Reads the log in {@code directory}, or begins a new one if there never was one.
   *
   * @param identity whose log this is
   * @param onFailure told once when the disk refuses a write, from the writing thread
   * @param onCut told how many bytes of a half-written end were cut off
   * @throws QuorumException.Damaged if the files are not what a voter of this identity wrote
   */
  static VoterLog open(
      Path directory, String identity, Consumer<IOException> onFailure, Consumer<String> onCut)
      throws IOException {
    Files.createDirectories(directory);
    Path log = directory.resolve(FILE);
    Path mark = directory.resolve(IDENTITY);
    checkIdentity(mark, log, identity);
    VoterLog voter;
    if (Files.exists(log)) {
      voter = load(log, onFailure, onCut);
    } else {
      voter =
          new VoterLog(
              LogFile.create(log, new LogRecord.Start(0, null, null, 0, null).encode()), onFailure);
      voter.entries.add(null);
    }
    if (!Files.exists(mark)) {
      Files.writeString(mark, identity);
      LogFile.syncDirectory(directory);
    }
    return voter;
  }

  private VoterLog(LogFile file, Consumer<IOException> onFailure) {
    this.file = file;
    this.onFailure = onFailure;
  }

  private static void checkIdentity(Path mark, Path log, String identity) throws IOException {
    String found;
    try {
      found = Files.readString(mark);
    } catch (NoSuchFileException e) {
      return;
    }
    if (!found.equals(identity)) {
      throw new QuorumException.Damaged(
          mark
              + " says '"
              + found.strip()
              + "', this voter is '"
              + identity.strip()
              + "': give it its own --state-dir");
    }
    if (!Files.exists(log)) {
      throw new QuorumException.Damaged(
          log
              + " is missing, but "
              + mark
              + " shows that this voter had one. It does not start, so that the group forgets"
              + " nothing. Put the file back; or, if the other two voters run, delete "
              + mark
              + ": the voter then copies everything from them");
    }
  }

  private static VoterLog load(Path path, Consumer<IOException> onFailure, Consumer<String> onCut)
      throws IOException {
    List<byte[]> records = new ArrayList<>();
    long length = Files.size(path);
    LogFile file = LogFile.open(path, records);
    if (file.size() < length) {
      onCut.accept(
          path
              + ": cut "
              + (length - file.size())
              + " bytes of a half-written record off its end; nothing in it was acknowledged");
    }
    var voter = new VoterLog(file, onFailure);
    try {
      for (byte[] record : records) {
        voter.replay(record);
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      throw new QuorumException.Damaged(
          path
              + " cannot be read: "
              + e
              + ". Move "
              + path.getParent()
              + " aside if the others run");
    }
    if (voter.entries.isEmpty()) {
      file.close();
      throw new QuorumException.Damaged(
          path
              + " has no beginning. If the other two voters run, move "
              + path.getParent()
              + " aside: the voter then copies everything from them");
    }
    return voter;
  }

  private void replay(byte[] bytes) throws IOException {
    switch (LogRecord.decode(bytes)) {
      case LogRecord.Start start -> {
        first = start.index();
        entries.clear();
        entries.add(start.entry());
        snapshot = start.snapshot();
        term = start.term();
        vote = start.vote();
        commit = first;
      }
      case LogRecord.Entries added -> {
        if (added.index() != lastAppended() + 1) {
          throw new IOException("entry " + added.index() + " follows entry " + lastAppended());
        }
        entries.addAll(added.entries());
        commit = Math.max(commit, added.commit());
        term = Math.max(term, entries.getLast().term());
      }
      case LogRecord.Vote given -> {
        term = given.term();
        vote = given.member();
      }
      case LogRecord.Cut cut -> cutFrom(cut.index());
    }
  }

  @Override
  public void init(String name, Map<String, String> args) {}

  @Override
  public Log useFsync(boolean ignored) {
    return this;
  }

  @Override
  public boolean useFsync() {
    return true;
  }

  @Override
  public void delete() {
    throw new IllegalStateException("a voter's log is never deleted by the engine");
  }

  @Override
  public synchronized long currentTerm() {
    return term;
  }

  @Override
  public synchronized Log currentTerm(long next) {
    // A term never goes back, else the voter could vote twice in it.
    if (next > term) {
      writeVote(next, null);
    }
    return this;
  }

  @Override
  public synchronized Address votedFor() {
    return vote;
  }

  @Override
  public synchronized Log votedFor(Address member) {
    if (!Objects.equals(vote, member)) {
      writeVote(term, member);
    }
    return this;
  }

  @Override
  public synchronized long commitIndex() {
    return commit;
  }

  /** In memory only: entries carry it to the disk, and the leader tells it again. */
  @Override
  public synchronized Log commitIndex(long index) {
    commit = Math.max(commit, Math.min(index, lastAppended()));
    return this;
  }

  @Override
  public synchronized long firstAppended() {
    return first;
  }

  @Override
  public synchronized long lastAppended() {
    return first + entries.size() - 1;
  }

  /**
   * Takes effect, in one step with the entries that it replaces, by the next call that drops them.
   */
  @Override
  public synchronized void setSnapshot(ByteBuffer bytes) {
    nextSnapshot = new byte[bytes.remaining()];
    bytes.duplicate().get(nextSnapshot);
  }

  @Override
  public synchronized ByteBuffer getSnapshot() {
    return snapshot == null ? null : ByteBuffer.wrap(snapshot);
  }

  @Override
  public synchronized long append(long index, LogEntries added) {
    if (index != lastAppended() + 1) {
      throw new IllegalStateException("append of " + index + " after " + lastAppended());
    }
    List<LogEntry> fresh = List.of(added.toArray());
    write(() -> file.append(new LogRecord.Entries(index, commit, fresh).encode()));
    entries.addAll(fresh);
    term = Math.max(term, entries.getLast().term());
    return lastAppended();
  }

  @Override
  public synchronized LogEntry get(long index) {
    return index < first || index > lastAppended() ? null : entries.get((int) (index - first));
  }

  @Override
  public synchronized void truncate(long indexExclusive) {
    long index = Math.min(indexExclusive, commit);
    if (index <= first || nextSnapshot == null) {
      return;
    }
    var kept = new ArrayList<>(entries.subList((int) (index - first), entries.size()));
    restart(index, kept);
  }

  @Override
  public synchronized void reinitializeTo(long index, LogEntry entry) {
    restart(index, List.of(entry));
    commit = index;
  }

  @Override
  public synchronized void deleteAllEntriesStartingFrom(long index) {
    if (index <= commit) {
      throw new IllegalStateException("entry " + index + " is committed and cannot be deleted");
    }
    write(() -> file.append(new LogRecord.Cut(index).encode()));
    cutFrom(index);
  }

  @Override
  public void forEach(ObjLongConsumer<LogEntry> function, long from, long to) {
    for (long i = Math.max(from, Math.max(1, firstAppended())); i <= to && get(i) != null; i++) {
      function.accept(get(i), i);
    }
  }

  @Override
  public void forEach(ObjLongConsumer<LogEntry> function) {
    forEach(function, firstAppended(), lastAppended());
  }

  @Override
  public synchronized long sizeInBytes() {
    return file.size();
  }

  @Override
  public synchronized void close() throws IOException {
    broken = true;
    file.close();
  }

  private void cutFrom(long index) {
    if (index <= first) {
      throw new IllegalStateException("cut of " + index + " before " + first);
    }
    entries.subList((int) Math.min(index - first, entries.size()), entries.size()).clear();
  }

  private void writeVote(long nextTerm, Address nextVote) {
    write(() -> file.append(new LogRecord.Vote(nextTerm, nextVote).encode()));
    term = nextTerm;
    vote = nextVote;
  }

  private void restart(long index, List<LogEntry> kept) {
    byte[] taken = nextSnapshot;
    long newTerm = Math.max(term, kept.getLast().term());
    write(
        () -> {
          file.replace(new LogRecord.Start(index, kept.getFirst(), taken, newTerm, vote).encode());
          if (kept.size() > 1) {
            List<LogEntry> rest = kept.subList(1, kept.size());
            file.append(new LogRecord.Entries(index + 1, commit, rest).encode());
          }
        });
    entries.clear();
    entries.addAll(kept);
    first = index;
    snapshot = taken;
    nextSnapshot = null;
    term = newTerm;
  }

  private interface Writing {
    void run() throws IOException;
  }

  private void write(Writing writing) {
    if (broken) {
      throw new IllegalStateException("the quorum log is closed");
    }
    try {
      writing.run();
    } catch (IOException e) {
      broken = true;
      onFailure.accept(e);
      throw new UncheckedIOException(e);
    }
  }
}
