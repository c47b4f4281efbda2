package tandem.lab.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Whole Ethernet frames of one interface (AF_PACKET): frames that arrive there, never those sent
 * out of it. Receiving and sending may go on in two threads at once.
 */
public final class PacketSocket implements AutoCloseable {

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int ETH_P_ALL = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVTIMEO = 20;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final int FRAME = 2048;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment received = arena.allocate(FRAME);
  private final MemorySegment sent = arena.allocate(FRAME);
  private final int descriptor;

  private PacketSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens the socket in the calling thread's network namespace. A receive without a frame returns
   * after 100 ms so that its thread can be stopped.
   */
  public static PacketSocket open(String interfaceName) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment captured = Libc.captured();
      int index = (int) Libc.INDEX.invokeExact(captured, arena.allocateFrom(interfaceName));
      if (index == 0) {
        throw new IOException("no interface " + interfaceName);
      }
      // Protocol 0 first: nothing is received until the socket is bound to its interface.
      int file = (int) Libc.SOCKET.invokeExact(captured, AF_PACKET, SOCK_RAW_CLOEXEC, 0);
      Libc.check("packet socket", file);
      option(file, SOL_PACKET, PACKET_IGNORE_OUTGOING, arena.allocateFrom(ValueLayout.JAVA_INT, 1));
      option(
          file, SOL_SOCKET, SO_RCVTIMEO, arena.allocateFrom(ValueLayout.JAVA_LONG, 0L, 100_000L));
      MemorySegment address = arena.allocate(20);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(ValueLayout.JAVA_SHORT, 2, Short.reverseBytes((short) ETH_P_ALL));
      address.set(ValueLayout.JAVA_INT, 4, index);
      int bound = (int) Libc.BIND.invokeExact(captured, file, address, 20);
      Libc.check("bind to " + interfaceName, bound);
      return new PacketSocket(file);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  private static void option(int file, int level, int name, MemorySegment value) throws Throwable {
    int result =
        (int)
            Libc.SETSOCKOPT.invokeExact(
                Libc.captured(), file, level, name, value, (int) value.byteSize());
    Libc.check("setsockopt", result);
  }

  /** Copies the next frame into {@code frame}; its length, or 0 when none came within 100 ms. */
  public int receive(byte[] frame) throws IOException {
    long length;
    try {
      length = (long) Libc.RECV.invokeExact(Libc.captured(), descriptor, received, (long) FRAME, 0);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
    if (length < 0) {
      int errno = Libc.errno();
      if (errno == Libc.EAGAIN || errno == Libc.EINTR) {
        return 0;
      }
      throw new IOException("recv failed: errno " + errno);
    }
    int size = (int) Math.min(length, frame.length);
    MemorySegment.copy(received, ValueLayout.JAVA_BYTE, 0, frame, 0, size);
    return size;
  }

  /** Sends one frame; a full queue or an interface that is down loses it, without an exception. */
  public void send(byte[] frame) {
    MemorySegment.copy(frame, 0, sent, ValueLayout.JAVA_BYTE, 0, frame.length);
    try {
      long ignored =
          (long) Libc.SEND.invokeExact(Libc.captured(), descriptor, sent, (long) frame.length, 0);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  @Override
  public void close() {
    try {
      int ignored = (int) Libc.CLOSE.invokeExact(Libc.captured(), descriptor);
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
    arena.close();
  }
}
