package tandem.agent.quorum.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;

/**
 * The bytes of the records that the quorum keeps. The same record always gives the same bytes. Text
 * that is too long is cut when written; what is read and makes no sense is an {@link IOException}
 * that says what.
 */
final class RecordCodec {

  static final int TEXT_LIMIT = 1024;
  static final int DETAILS_LIMIT = 32;

  private static final byte VACANT = 0;
  private static final byte HELD = 1;
  private static final byte RELEASED = 2;

  private RecordCodec() {}

  static void writeText(DataOutput out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = bytes.length;
    if (length > TEXT_LIMIT) {
      length = TEXT_LIMIT;
      while ((bytes[length] & 0xC0) == 0x80) { // not within a character
        length--;
      }
    }
    out.writeShort(length);
    out.write(bytes, 0, length);
  }

  static String readText(DataInput in) throws IOException {
    byte[] bytes = new byte[checked("text length", in.readUnsignedShort(), TEXT_LIMIT)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static HostName readHost(DataInput in) throws IOException {
    String name = readText(in);
    try {
      return new HostName(name);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static void writeHolder(DataOutput out, Holder holder) throws IOException {
    writeText(out, holder.host().value());
    out.writeLong(holder.incarnation());
  }

  static Holder readHolder(DataInput in) throws IOException {
    return new Holder(readHost(in), in.readLong());
  }

  static void writeRecord(DataOutput out, LeaseRecord value) throws IOException {
    switch (value) {
      case LeaseRecord.Vacant vacant -> out.writeByte(VACANT);
      case LeaseRecord.Held held -> {
        out.writeByte(HELD);
        out.writeLong(held.version());
        out.writeLong(held.epoch());
        writeHolder(out, held.holder());
        out.writeBoolean(held.planned());
        writeText(out, held.reason());
      }
      case LeaseRecord.Released released -> {
        out.writeByte(RELEASED);
        out.writeLong(released.version());
        out.writeLong(released.epoch());
        writeText(out, released.by().value());
        writeText(out, released.intended().map(HostName::value).orElse(""));
        out.writeBoolean(released.planned());
        writeText(out, released.reason());
      }
    }
  }

  static LeaseRecord readRecord(DataInput in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case VACANT -> new LeaseRecord.Vacant();
      case HELD ->
          new LeaseRecord.Held(
              in.readLong(), in.readLong(), readHolder(in), in.readBoolean(), readText(in));
      case RELEASED -> {
        long version = in.readLong();
        long epoch = in.readLong();
        HostName by = readHost(in);
        String intended = readText(in);
        yield new LeaseRecord.Released(
            version,
            epoch,
            by,
            intended.isEmpty() ? Optional.empty() : Optional.of(host(intended)),
            in.readBoolean(),
            readText(in));
      }
      default -> throw new IOException("unknown kind of lease record " + kind);
    };
  }

  static void writeStatus(DataOutput out, HostStatus status) throws IOException {
    writeText(out, status.host().value());
    out.writeLong(status.incarnation());
    writeText(out, status.application().name());
    out.writeBoolean(status.carrier());
    out.writeBoolean(status.maintenance());
    out.writeBoolean(status.synced());
    writeText(out, status.note());
  }

  static HostStatus readStatus(DataInput in) throws IOException {
    return new HostStatus(
        readHost(in),
        in.readLong(),
        state(readText(in)),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean(),
        readText(in));
  }

  static void writeEntry(DataOutput out, JournalEntry entry) throws IOException {
    writeText(out, entry.host().value());
    out.writeLong(entry.wallMicros());
    writeText(out, entry.kind());
    int count = Math.min(entry.details().size(), DETAILS_LIMIT);
    out.writeByte(count);
    for (var detail : entry.details().entrySet().stream().limit(count).toList()) {
      writeText(out, detail.getKey());
      writeText(out, detail.getValue());
    }
  }

  static JournalEntry readEntry(DataInput in) throws IOException {
    HostName host = readHost(in);
    long wallMicros = in.readLong();
    String kind = readText(in);
    int count = checked("number of details", in.readUnsignedByte(), DETAILS_LIMIT);
    Map<String, String> details = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      details.put(readText(in), readText(in));
    }
    return new JournalEntry(host, wallMicros, kind, details);
  }

  static int checked(String what, int value, int limit) throws IOException {
    if (value < 0 || value > limit) {
      throw new IOException(what + " " + value + " is over the limit of " + limit);
    }
    return value;
  }

  private static HostName host(String name) throws IOException {
    try {
      return new HostName(name);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static ApplicationState state(String name) throws IOException {
    return Arrays.stream(ApplicationState.values())
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("unknown application state '" + name + "'"));
  }
}
