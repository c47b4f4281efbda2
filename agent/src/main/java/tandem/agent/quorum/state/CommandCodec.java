package tandem.agent.quorum.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import tandem.cluster.lease.HostName;

/** The bytes of a command in the log: a version, a kind, who sent it, and its action. */
public final class CommandCodec {

  static final byte VERSION = 2;
  public static final int LIMIT = 128 * 1024;

  private static final byte NOTHING = 0;
  private static final byte COMPARE_AND_SET = 1;
  private static final byte PUBLISH = 2;
  private static final byte APPEND = 3;
  private static final byte ENTER = 4;

  private CommandCodec() {}

  /** What a new leader puts into the log so that what its predecessors left is committed. */
  public static byte[] nothing() {
    return new byte[] {VERSION, NOTHING};
  }

  public static byte[] encode(Command command) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeByte(kind(command.action()));
      RecordCodec.writeText(out, command.from().value());
      out.writeLong(command.session());
      out.writeLong(command.sequence());
      switch (command.action()) {
        case Command.CompareAndSet cas -> {
          out.writeLong(cas.expectedVersion());
          RecordCodec.writeRecord(out, cas.next());
        }
        case Command.Publish publish -> RecordCodec.writeStatus(out, publish.status());
        case Command.Append append -> RecordCodec.writeEntry(out, append.entry());
        case Command.Enter enter -> {}
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /**
   * @return empty for a command that does nothing
   * @throws IOException naming what makes no sense
   */
  public static Optional<Command> decode(byte[] bytes, int offset, int length) throws IOException {
    RecordCodec.checked("command length", length, LIMIT);
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes, offset, length))) {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IOException("command of version " + version + ", this release knows " + VERSION);
      }
      byte kind = in.readByte();
      if (kind == NOTHING) {
        return Optional.empty();
      }
      HostName from = RecordCodec.readHost(in);
      long session = in.readLong();
      long sequence = in.readLong();
      var command = new Command(from, session, sequence, readAction(kind, in));
      if (in.available() > 0) {
        throw new IOException(in.available() + " bytes too many after a command");
      }
      return Optional.of(command);
    } catch (EOFException e) {
      throw new IOException("a command of " + length + " bytes ends too early", e);
    }
  }

  private static Command.Action readAction(byte kind, DataInputStream in) throws IOException {
    return switch (kind) {
      case COMPARE_AND_SET -> new Command.CompareAndSet(in.readLong(), RecordCodec.readRecord(in));
      case PUBLISH -> new Command.Publish(RecordCodec.readStatus(in));
      case APPEND -> new Command.Append(RecordCodec.readEntry(in));
      case ENTER -> new Command.Enter();
      default -> throw new IOException("unknown kind of command " + kind);
    };
  }

  private static byte kind(Command.Action action) {
    return switch (action) {
      case Command.CompareAndSet cas -> COMPARE_AND_SET;
      case Command.Publish publish -> PUBLISH;
      case Command.Append append -> APPEND;
      case Command.Enter enter -> ENTER;
    };
  }
}
