package tandem.agent.quorum;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jgroups.Address;
import org.jgroups.protocols.raft.Log;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.jgroups.util.Util;

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

  private static final byte START = 1;
  private static final byte ENTRIES = 2;
  private static final byte VOTE = 3;
  private static final byte CUT = 4;

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
      voter = new VoterLog(LogFile.create(log, startRecord(0, null, null, 0, null)), onFailure);
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
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
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

  private void replay(byte[] record) throws IOException, ClassNotFoundException {
    var in = new DataInputStream(new ByteArrayInputStream(record));
    byte kind = in.readByte();
    switch (kind) {
      case START -> {
        first = in.readLong();
        entries.clear();
        entries.add(first == 0 ? null : readEntry(in));
        snapshot = readBytes(in);
        term = in.readLong();
        vote = readAddress(in);
        commit = first;
      }
      case ENTRIES -> {
        long index = in.readLong();
        long committed = in.readLong();
        if (index != lastAppended() + 1) {
          throw new IOException("entry " + index + " follows entry " + lastAppended());
        }
        for (int count = in.readInt(); count > 0; count--) {
          entries.add(readEntry(in));
        }
        commit = Math.max(commit, committed);
        term = Math.max(term, entries.getLast().term());
      }
      case VOTE -> {
        term = in.readLong();
        vote = readAddress(in);
      }
      case CUT -> cutFrom(in.readLong());
      default -> throw new IOException("unknown kind of record " + kind);
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
    if (!java.util.Objects.equals(vote, member)) {
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
    write(() -> file.append(entriesRecord(index, commit, added)));
    for (LogEntry entry : added) {
      entries.add(entry);
      term = Math.max(term, entry.term());
    }
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
    write(() -> file.append(record(CUT, out -> out.writeLong(index))));
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
    write(
        () ->
            file.append(
                record(
                    VOTE,
                    out -> {
                      out.writeLong(nextTerm);
                      writeAddress(out, nextVote);
                    })));
    term = nextTerm;
    vote = nextVote;
  }

  private void restart(long index, List<LogEntry> kept) {
    byte[] taken = nextSnapshot;
    long newTerm = Math.max(term, kept.getLast().term());
    write(
        () -> {
          file.replace(startRecord(index, kept.getFirst(), taken, newTerm, vote));
          if (kept.size() > 1) {
            var rest = new LogEntries().add(kept.subList(1, kept.size()).toArray(LogEntry[]::new));
            file.append(entriesRecord(index + 1, commit, rest));
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

  private interface Body {
    void writeTo(DataOutputStream out) throws IOException;
  }

  private static byte[] record(byte kind, Body body) throws IOException {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(kind);
      body.writeTo(out);
    }
    return bytes.toByteArray();
  }

  private static byte[] startRecord(
      long index, LogEntry entry, byte[] snapshot, long term, Address vote) throws IOException {
    return record(
        START,
        out -> {
          out.writeLong(index);
          if (index > 0) {
            writeEntry(out, entry);
          }
          writeBytes(out, snapshot, 0, snapshot == null ? -1 : snapshot.length);
          out.writeLong(term);
          writeAddress(out, vote);
        });
  }

  private static byte[] entriesRecord(long index, long commit, LogEntries added)
      throws IOException {
    return record(
        ENTRIES,
        out -> {
          out.writeLong(index);
          out.writeLong(commit);
          out.writeInt(added.size());
          for (LogEntry entry : added) {
            writeEntry(out, entry);
          }
        });
  }

  private static void writeEntry(DataOutputStream out, LogEntry entry) throws IOException {
    out.writeLong(entry.term());
    out.writeBoolean(entry.internal());
    writeBytes(out, entry.command(), entry.offset(), entry.command() == null ? -1 : entry.length());
  }

  private static LogEntry readEntry(DataInputStream in) throws IOException {
    long term = in.readLong();
    boolean internal = in.readBoolean();
    byte[] command = readBytes(in);
    return new LogEntry(term, command).internal(internal);
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes, int offset, int length)
      throws IOException {
    out.writeInt(length);
    if (length > 0) {
      out.write(bytes, offset, length);
    }
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0
        ? null
        : in.readNBytes(RecordCodec.checked("length", length, LogFile.PAYLOAD_LIMIT));
  }

  private static void writeAddress(DataOutputStream out, Address address) throws IOException {
    Util.writeAddress(address, out);
  }

  private static Address readAddress(DataInputStream in)
      throws IOException, ClassNotFoundException {
    return Util.readAddress(in);
  }
}
