package tandem.os.process;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import tandem.os.libc.Errno;
import tandem.os.libc.Libc;

/**
 * Tells that a process was killed at the moment of the kill.
 *
 * <p>The kernel takes a dying process's memory down before it closes its sockets and before its
 * parent or a pidfd hears of it: for a virtual machine that is some ten milliseconds. A robust
 * futex (set_robust_list(2)) is marked before that. So the process holds one in a file that both
 * map, and its supervisor waits on it.
 *
 * <p>The supervisor may be root and the process hostile: the supervisor touches the word by system
 * calls only, so that a file that was cut short is an error and no signal.
 */
public final class Lifeline implements AutoCloseable {

  /** The environment variable that names the file to the process. */
  public static final String VARIABLE = "TANDEM_LIFELINE";

  private static final int WAITERS = 0x80000000;
  private static final int OWNER_DIED = 0x40000000;
  private static final int CLOSED = 0x20000000;
  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;
  private static final int SIZE = 64;

  private final Path file;
  private final FileChannel channel;
  private final MemorySegment word;
  private volatile boolean closed;

  private Lifeline(Path file, FileChannel channel, MemorySegment word) {
    this.file = file;
    this.channel = channel;
    this.word = word;
  }

  /** The numbers of the system calls differ between architectures. */
  private record Calls(long futex, long setRobustList, long gettid) {
    static Optional<Calls> here() {
      return switch (System.getProperty("os.arch")) {
        case "amd64" -> Optional.of(new Calls(202, 273, 186));
        case "aarch64" -> Optional.of(new Calls(98, 99, 178));
        default -> Optional.empty();
      };
    }
  }

  /**
   * The supervisor's end: a new file, for {@code user} to open.
   *
   * @return empty where this architecture has no lifeline
   * @throws IOException if the file cannot be made or there is no such user
   */
  public static Optional<Lifeline> create(Path file, Optional<String> user) throws IOException {
    if (Calls.here().isEmpty()) {
      return Optional.empty();
    }
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, new byte[SIZE]);
    if (user.isPresent()) {
      var names = file.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(file, names.lookupPrincipalByName(user.get()));
    }
    FileChannel channel = open(file);
    return Optional.of(new Lifeline(file, channel, map(channel, Arena.ofAuto())));
  }

  /**
   * Waits, without a time limit, until the process that holds the line is dead: killed or ended.
   *
   * @return false if the line was closed first, or is of no use any more
   */
  public boolean awaitDeath() throws IOException {
    long futex = Calls.here().orElseThrow().futex();
    while (!closed) {
      int seen = read();
      if ((seen & OWNER_DIED) != 0) {
        return true;
      }
      if (seen == CLOSED) {
        return false;
      }
      int waited = Libc.syscall(futex, word.address(), FUTEX_WAIT, seen & 0xFFFFFFFFL, 0);
      if (waited < 0 && waited != -Errno.EAGAIN && waited != -Errno.EINTR) {
        throw new IOException("futex: error " + -waited);
      }
    }
    return false;
  }

  private int read() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    if (channel.read(buffer, 0) < Integer.BYTES) {
      throw new IOException("the file was cut short");
    }
    return buffer.getInt(0);
  }

  /** Ends {@link #awaitDeath} and takes the file away. */
  @Override
  public void close() throws IOException {
    closed = true;
    Files.deleteIfExists(file);
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    channel.write(buffer.putInt(0, CLOSED), 0);
    wake(word);
  }

  /**
   * The process's end: holds the line until it dies, by a thread of its own that does nothing else.
   *
   * @return false where this architecture has no lifeline
   * @throws IOException if the file cannot be opened
   */
  public static boolean hold(Path file) throws IOException {
    Optional<Calls> calls = Calls.here();
    if (calls.isEmpty()) {
      return false;
    }
    MemorySegment word;
    try (FileChannel channel = open(file)) {
      // For good: the kernel looks there when the process dies.
      word = map(channel, Arena.global());
    }
    CountDownLatch held = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .name("lifeline")
        .start(
            () -> {
              hold(calls.get(), word);
              held.countDown();
              parkForever();
            });
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  /** struct robust_list_head and one entry of it, linux/futex.h; the entry's futex is the word. */
  private static void hold(Calls calls, MemorySegment word) {
    MemorySegment list = Arena.global().allocate(32, Long.BYTES);
    long entry = list.address() + 24;
    list.set(ValueLayout.JAVA_LONG, 0, entry);
    list.set(ValueLayout.JAVA_LONG, 8, word.address() - entry);
    list.set(ValueLayout.JAVA_LONG, 16, 0);
    list.set(ValueLayout.JAVA_LONG, 24, list.address());
    int thread = Libc.syscall(calls.gettid(), 0, 0, 0, 0);
    word.set(ValueLayout.JAVA_INT, 0, thread | WAITERS);
    Libc.syscall(calls.setRobustList(), list.address(), 24, 0, 0);
    wake(word);
  }

  private static void parkForever() {
    while (true) {
      java.util.concurrent.locks.LockSupport.park();
    }
  }

  private static void wake(MemorySegment word) {
    long futex = Calls.here().orElseThrow().futex();
    Libc.syscall(futex, word.address(), FUTEX_WAKE, Integer.MAX_VALUE, 0);
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static MemorySegment map(FileChannel channel, Arena arena) throws IOException {
    return channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena);
  }
}
