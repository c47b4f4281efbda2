package tandem.agent.quorum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of records, each checked by CRC-32C and on the disk before a call returns.
 *
 * <pre>
 * file   = magic record*
 * record = length:4 headerCrc:4 payloadCrc:4 payload 0xA5
 * </pre>
 *
 * A process that dies while it writes leaves a beginning of its last record; a machine that loses
 * power may leave zeros instead of its end. Such a tail was never acknowledged and is cut. Anything
 * else that does not fit is damage and is refused.
 */
final class LogFile implements AutoCloseable {

  static final int PAYLOAD_LIMIT = 64 * 1024 * 1024;

  private static final byte[] MAGIC = {'T', 'Q', 'L', 'O', 'G', 0, 0, 1};
  private static final int HEADER = 12;
  private static final byte END = (byte) 0xA5;

  private final Path path;
  private FileChannel channel;
  private long size;

  private LogFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /** Writes a new file of one record and puts it in the place of the old one, if there is one. */
  static LogFile create(Path path, byte[] first) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      ByteBuffer buffer = ByteBuffer.allocate(MAGIC.length + HEADER + first.length + 1);
      putRecord(buffer.put(MAGIC), first);
      writeAt(channel, buffer.flip(), 0);
      channel.force(true);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory(path.getParent());
      return new LogFile(path, channel, buffer.limit());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens an existing file; its records are added to {@code records}. */
  static LogFile open(Path path, List<byte[]> records) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(path));
    long end = scan(path, all, records);
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (end < all.limit()) {
      channel.truncate(end);
      channel.force(true);
    }
    return new LogFile(path, channel, end);
  }

  /** Returns when the record is on the disk; after an exception the file must not be used. */
  void append(byte[] payload) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + payload.length + 1);
    putRecord(buffer, payload);
    writeAt(channel, buffer.flip(), size);
    channel.force(false);
    size += buffer.limit();
  }

  /** Replaces the whole content by one record, atomically. */
  void replace(byte[] first) throws IOException {
    LogFile next = create(path, first);
    channel.close();
    channel = next.channel;
    size = next.size;
  }

  long size() {
    return size;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel handle = FileChannel.open(directory, StandardOpenOption.READ)) {
      handle.force(true);
    }
  }

  private static long scan(Path path, ByteBuffer all, List<byte[]> records) {
    byte[] magic = new byte[Math.min(MAGIC.length, all.remaining())];
    all.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw damaged(path, 0, "does not begin as a quorum log of this release");
    }
    while (all.hasRemaining()) {
      int start = all.position();
      byte[] payload = next(path, all);
      if (payload == null) {
        return start;
      }
      records.add(payload);
    }
    return all.limit();
  }

  /** The next payload, or null if only a torn tail is left. */
  private static byte[] next(Path path, ByteBuffer all) {
    int start = all.position();
    if (all.remaining() < HEADER || onlyZeros(all, start)) {
      return null;
    }
    int length = all.getInt();
    int headerCrc = all.getInt();
    int payloadCrc = all.getInt();
    if (headerCrc != crc(lengthBytes(length)) || length < 0 || length > PAYLOAD_LIMIT) {
      if (onlyZeros(all, start + HEADER)) {
        return null;
      }
      throw damaged(path, start, "the length of a record is wrong");
    }
    if (all.remaining() < length + 1) {
      return null;
    }
    byte[] payload = new byte[length];
    all.get(payload);
    byte end = all.get();
    if (crc(payload) == payloadCrc && end == END) {
      return payload;
    }
    if (end == 0 && !all.hasRemaining()) {
      return null;
    }
    throw damaged(path, start, "the checksum of a record is wrong");
  }

  private static QuorumException.Damaged damaged(Path path, int offset, String what) {
    return new QuorumException.Damaged(
        path
            + " is damaged at byte "
            + offset
            + ": "
            + what
            + ". This voter does not start, so that the group forgets nothing. If the other two"
            + " voters run, stop this agent, move "
            + path.getParent()
            + " aside and start it again: it then copies everything from them");
  }

  private static boolean onlyZeros(ByteBuffer all, int from) {
    for (int i = from; i < all.limit(); i++) {
      if (all.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static void putRecord(ByteBuffer buffer, byte[] payload) {
    buffer.putInt(payload.length).putInt(crc(lengthBytes(payload.length))).putInt(crc(payload));
    buffer.put(payload).put(END);
  }

  private static byte[] lengthBytes(int length) {
    return ByteBuffer.allocate(4).putInt(length).array();
  }

  private static int crc(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static void writeAt(FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
  }
}
