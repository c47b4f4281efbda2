package tandem.agent.quorum;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.Address;
import org.jgroups.protocols.raft.LogEntry;
import org.jgroups.util.Util;

/** What a voter's log file consists of: a beginning, then what happened since. */
sealed interface LogRecord {

  byte START = 1;
  byte ENTRIES = 2;
  byte VOTE = 3;
  byte CUT = 4;

  /**
   * Everything up to {@code index}.
   *
   * @param entry the one at {@code index}, null at 0
   * @param snapshot the state after {@code entry}, null if there is none yet
   */
  record Start(long index, LogEntry entry, byte[] snapshot, long term, Address vote)
      implements LogRecord {}

  /**
   * Entries from {@code index} on.
   *
   * @param commit the index known to be committed when they were written
   */
  record Entries(long index, long commit, List<LogEntry> entries) implements LogRecord {}

  record Vote(long term, Address member) implements LogRecord {}

  /** The entries from {@code index} on are void: another leader had others. */
  record Cut(long index) implements LogRecord {}

  default byte[] encode() throws IOException {
    var bytes = new ByteArrayOutputStream(256);
    var out = new DataOutputStream(bytes);
    switch (this) {
      case Start start -> {
        out.writeByte(START);
        out.writeLong(start.index());
        if (start.index() > 0) {
          writeEntry(out, start.entry());
        }
        byte[] snapshot = start.snapshot();
        writeBytes(out, snapshot, 0, snapshot == null ? -1 : snapshot.length);
        out.writeLong(start.term());
        Util.writeAddress(start.vote(), out);
      }
      case Entries added -> {
        out.writeByte(ENTRIES);
        out.writeLong(added.index());
        out.writeLong(added.commit());
        out.writeInt(added.entries().size());
        for (LogEntry entry : added.entries()) {
          writeEntry(out, entry);
        }
      }
      case Vote vote -> {
        out.writeByte(VOTE);
        out.writeLong(vote.term());
        Util.writeAddress(vote.member(), out);
      }
      case Cut cut -> {
        out.writeByte(CUT);
        out.writeLong(cut.index());
      }
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IOException naming what makes no sense
   */
  static LogRecord decode(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    byte kind = in.readByte();
    return switch (kind) {
      case START -> {
        long index = in.readLong();
        LogEntry entry = index == 0 ? null : readEntry(in);
        yield new Start(index, entry, readBytes(in), in.readLong(), readAddress(in));
      }
      case ENTRIES -> {
        long index = in.readLong();
        long commit = in.readLong();
        List<LogEntry> entries = new ArrayList<>();
        for (int count = in.readInt(); count > 0; count--) {
          entries.add(readEntry(in));
        }
        yield new Entries(index, commit, entries);
      }
      case VOTE -> new Vote(in.readLong(), readAddress(in));
      case CUT -> new Cut(in.readLong());
      default -> throw new IOException("unknown kind of record " + kind);
    };
  }

  private static void writeEntry(DataOutputStream out, LogEntry entry) throws IOException {
    out.writeLong(entry.term());
    out.writeBoolean(entry.internal());
    byte[] command = entry.command();
    writeBytes(out, command, entry.offset(), command == null ? -1 : entry.length());
  }

  private static LogEntry readEntry(DataInputStream in) throws IOException {
    long term = in.readLong();
    boolean internal = in.readBoolean();
    return new LogEntry(term, readBytes(in)).internal(internal);
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
    return length < 0 ? null : in.readNBytes(Math.min(length, LogFile.PAYLOAD_LIMIT));
  }

  private static Address readAddress(DataInputStream in) throws IOException {
    try {
      return Util.readAddress(in);
    } catch (ClassNotFoundException e) {
      throw new IOException("unknown kind of address", e);
    }
  }
}
