package tandem.lab.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A named network namespace (as made by {@code ip netns add}) that a thread can move into. */
public final class NetworkNamespace {

  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;

  private NetworkNamespace() {}

  /**
   * Moves the calling thread, for good, into the namespace: sockets it opens from now on belong
   * there, wherever they are used. Call it on a platform thread made for the purpose only.
   *
   * @throws IOException if the namespace does not exist or the right to enter is missing
   */
  public static void enter(String name) throws IOException {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread cannot own a namespace");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom("/run/netns/" + name);
      MemorySegment captured = Libc.captured();
      int file = (int) Libc.OPEN.invokeExact(captured, path, O_CLOEXEC);
      Libc.check("open of network namespace " + name, file);
      int moved = (int) Libc.SETNS.invokeExact(captured, file, CLONE_NEWNET);
      int errno = Libc.errno();
      int ignored = (int) Libc.CLOSE.invokeExact(captured, file);
      if (moved < 0) {
        throw new IOException("setns to " + name + " failed: errno " + errno);
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }
}
