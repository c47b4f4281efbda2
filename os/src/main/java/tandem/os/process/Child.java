package tandem.os.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tandem.os.libc.Errno;
import tandem.os.libc.Libc;
import tandem.os.libc.OsException;

/** A running child: the leader of a session and process group of its own. Thread-safe. */
public final class Child {
  public static final int MAX_LINE = 8192;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private final Process process;
  private final ChildListener listener;

  Child(Process process, ChildListener listener) {
    this.process = process;
    this.listener = listener;
  }

  void observe() {
    Thread.ofPlatform().name("child-exit-" + pid()).daemon().start(this::awaitExit);
    Thread.ofPlatform().name("child-output-" + pid()).daemon().start(this::forward);
  }

  /** Also the number of its process group. */
  public int pid() {
    return (int) process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Asks the child itself to end (SIGTERM); it looks after its own children. Does not wait. */
  public void terminate() throws OsException {
    signal(pid(), SIGTERM);
  }

  /** Ends the whole process group at once (SIGKILL). Does not wait. */
  public void kill() throws OsException {
    signal(-pid(), SIGKILL);
    // A child that was started a moment ago has no group of its own yet.
    signal(pid(), SIGKILL);
  }

  /** Any signal to the child itself, for example SIGSTOP in a test. */
  public void signal(int signal) throws OsException {
    signal(pid(), signal);
  }

  /**
   * Terminates, waits, and kills if it has not ended in time. Blocks.
   *
   * @return true if it ended by itself
   */
  public boolean stop(Duration patience) throws OsException, InterruptedException {
    terminate();
    if (awaitExit(patience)) {
      return true;
    }
    kill();
    process.waitFor();
    return false;
  }

  /** Blocks until the child has ended; false if it has not in time. */
  public boolean awaitExit(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void signal(int target, int signal) throws OsException {
    if (!process.isAlive()) {
      return;
    }
    int done = Libc.kill(target, signal);
    if (done < 0 && done != -Errno.ESRCH) {
      throw new OsException("send signal " + signal + " to process " + pid(), -done);
    }
  }

  private void awaitExit() {
    try {
      int status = process.waitFor();
      // A worker that outlived its parent would keep the ports the next start needs.
      Libc.kill(-pid(), SIGKILL);
      listener.exited(status);
    } catch (InterruptedException bug) {
      throw new IllegalStateException("nobody interrupts this thread", bug);
    }
  }

  private void forward() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder line = new StringBuilder();
      int read = reader.read();
      while (read >= 0) {
        if (read == '\n' || line.length() == MAX_LINE) {
          listener.line(line.toString());
          line.setLength(0);
        }
        if (read != '\n' && read != '\r') {
          line.append((char) read);
        }
        read = reader.read();
      }
      if (!line.isEmpty()) {
        listener.line(line.toString());
      }
    } catch (IOException closed) {
      // The pipe was closed with the child: there is nothing more to forward.
    }
  }
}
