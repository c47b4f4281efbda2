package tandem.os.namespace;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import tandem.os.libc.Libc;
import tandem.os.libc.OsException;

/**
 * Runs code inside a named network namespace (as {@code ip netns} makes them). The namespace is a
 * property of the operating system's thread, so the code runs on a platform thread of its own that
 * ends afterwards. Sockets opened there stay in the namespace for life, whichever thread uses them;
 * threads <em>started</em> there inherit it; virtual threads and pools do not.
 */
public final class NetworkNamespace {

  private NetworkNamespace() {}

  /**
   * Blocks until {@code work} has ended and returns its result or throws its exception.
   *
   * @throws OsException if there is no such namespace or no privilege to enter it
   */
  public static <T> T run(String name, Callable<T> work) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter(name);
              return work.call();
            });
    Thread thread = Thread.ofPlatform().name("netns-" + name).daemon().start(task);
    try {
      return task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    } catch (InterruptedException interrupted) {
      thread.interrupt();
      throw interrupted;
    }
  }

  /** Moves the calling thread, for good. For threads that the caller owns. */
  public static void enter(String name) throws OsException {
    int fd = Libc.open("/run/netns/" + name);
    if (fd < 0) {
      throw new OsException("open network namespace " + name, -fd);
    }
    int entered = Libc.setns(fd, Libc.CLONE_NEWNET);
    Libc.close(fd);
    if (entered < 0) {
      throw new OsException("enter network namespace " + name, -entered);
    }
  }
}
