package tandem.os.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A socket of the C library with its own buffers, allocated once. One thread may send while another
 * receives; {@link #close} wakes a thread that waits in {@link #await}. Not for virtual threads: a
 * foreign call pins its carrier.
 */
public final class NativeSocket implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int SO_RCVBUF = 8;

  /** What {@link #await} saw. */
  public enum Readiness {
    READABLE,
    TIMED_OUT,
    CLOSED
  }

  private final String name;
  private final int fd;
  private final int wake;
  private final MemorySegment out;
  private final MemorySegment in;
  private final MemorySegment polled;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Opens the socket; throws if the kernel refuses. */
  public NativeSocket(String name, int domain, int type, int protocol) throws OsException {
    this.name = name;
    this.fd = check("open " + name, Libc.socket(domain, type | Libc.SOCK_CLOEXEC, protocol));
    int event = Libc.eventfd();
    if (event < 0) {
      Libc.close(fd);
      throw new OsException("open " + name, -event);
    }
    this.wake = event;
    // Automatic arena: the buffers live as long as any thread may still look at them.
    Arena arena = Arena.ofAuto();
    out = arena.allocate(BUFFER_BYTES, 8);
    in = arena.allocate(BUFFER_BYTES, 8);
    polled = arena.allocate(16, 8);
    polled.set(JAVA_INT, 0, fd);
    polled.set(JAVA_SHORT, 4, Libc.POLLIN);
    polled.set(JAVA_INT, 8, wake);
    polled.set(JAVA_SHORT, 12, Libc.POLLIN);
  }

  /** The buffer to write into before {@link #send}. */
  public MemorySegment out() {
    return out;
  }

  /** What {@link #receive} filled. */
  public MemorySegment in() {
    return in;
  }

  public void bind(MemorySegment address) throws OsException {
    check("bind " + name, Libc.bind(fd, address));
  }

  public void option(int level, int option, int value) throws OsException {
    try (Arena arena = Arena.ofConfined()) {
      option(level, option, arena.allocateFrom(JAVA_INT, value));
    }
  }

  public void option(int level, int option, MemorySegment value) throws OsException {
    check("set an option of " + name, Libc.setsockopt(fd, level, option, value));
  }

  /** Sets an option that older kernels do not know and that can be missed. */
  public void optionIfKnown(int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      Libc.setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value));
    }
  }

  public void receiveBuffer(int bytes) throws OsException {
    option(Libc.SOL_SOCKET, SO_RCVBUF, bytes);
  }

  /** Sends the first {@code length} bytes of {@link #out}. */
  public void send(String operation, int length) throws OsException {
    ensureOpen(operation);
    int sent;
    do {
      sent = Libc.sendto(fd, out.asSlice(0, length), 0, MemorySegment.NULL);
    } while (sent == -Errno.EINTR);
    check(operation, sent);
  }

  /**
   * Takes one waiting datagram without blocking.
   *
   * @return its length in {@link #in}; 0 if none waits
   */
  public int receive(String operation) throws OsException {
    return receive(operation, MemorySegment.NULL, MemorySegment.NULL);
  }

  /** As {@link #receive(String)}, and stores the sender in {@code address}. */
  public int receive(String operation, MemorySegment address, MemorySegment length)
      throws OsException {
    ensureOpen(operation);
    int received;
    do {
      received = Libc.recvfrom(fd, in, Libc.MSG_DONTWAIT, address, length);
    } while (received == -Errno.EINTR);
    return received == -Errno.EAGAIN ? 0 : check(operation, received);
  }

  /** Blocks until a datagram waits, {@code millis} have passed (below 0: for ever), or close. */
  public Readiness await(String operation, int millis) throws OsException {
    int ready;
    synchronized (polled) {
      if (closed.get()) {
        return Readiness.CLOSED;
      }
      do {
        ready = Libc.poll(polled, 2, millis);
      } while (ready == -Errno.EINTR && !closed.get());
      if (closed.get()) {
        return Readiness.CLOSED;
      }
    }
    check(operation, ready);
    return ready == 0 ? Readiness.TIMED_OUT : Readiness.READABLE;
  }

  public boolean isClosed() {
    return closed.get();
  }

  /** Wakes a waiting thread, waits until it has left, closes. Idempotent. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      Libc.write(wake, arena.allocateFrom(JAVA_LONG, 1));
    }
    synchronized (polled) {
      Libc.close(fd);
      Libc.close(wake);
    }
  }

  private void ensureOpen(String operation) throws OsException {
    if (closed.get()) {
      throw new OsException(operation, 9, name + " is closed");
    }
  }

  private static int check(String operation, int result) throws OsException {
    if (result < 0) {
      throw new OsException(operation, -result);
    }
    return result;
  }
}
