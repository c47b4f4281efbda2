package tandem.os.host;

import java.io.File;
import java.util.List;
import java.util.stream.Stream;
import tandem.os.libc.Errno;
import tandem.os.libc.Libc;
import tandem.os.libc.OsException;

/** How the kernel schedules a platform thread, or all of this process. */
public final class Scheduling {
  private static final int SCHED_OTHER = 0;
  private static final int SCHED_RR = 2;
  // A child of a real-time thread starts as an ordinary one.
  private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final String TASKS = "/proc/self/task";

  private Scheduling() {}

  /**
   * Runs the calling thread before all ordinary ones, in turn with others of its priority.
   *
   * @param priority 1 to 99
   * @throws OsException without CAP_SYS_NICE or an rtprio limit that allows it
   */
  public static void realtime(int priority) throws OsException {
    int done = Libc.schedule(0, SCHED_RR | SCHED_RESET_ON_FORK, priority);
    if (done < 0) {
      throw refused(done);
    }
  }

  /**
   * Runs every thread of this process before all ordinary ones; threads and processes that they
   * start from then on do so too. The just-in-time compilers as well: a virtual machine stops all
   * its threads now and then, and waits for a compiler that gets no processor.
   *
   * @param priority 1 to 99
   * @return how many threads were not yet scheduled so; a thread that was just being started may
   *     have been missed, so call it until this is 0
   * @throws OsException as {@link #realtime}
   */
  public static int realtimeProcess(int priority) throws OsException {
    int raised = 0;
    for (int thread : threads()) {
      if (Libc.scheduler(thread) == SCHED_OTHER) {
        int done = Libc.schedule(thread, SCHED_RR, priority);
        if (done < 0 && done != -Errno.ESRCH) {
          throw refused(done);
        }
        raised++;
      }
    }
    return raised;
  }

  private static List<Integer> threads() {
    String[] names = new File(TASKS).list();
    return Stream.of(names == null ? new String[0] : names).map(Integer::valueOf).toList();
  }

  private static OsException refused(int done) {
    return new OsException(
        "schedule a thread in real time",
        -done,
        "",
        "run as root, with CAP_SYS_NICE, or raise `ulimit -r`");
  }

  /** Makes the calling thread an ordinary one again. */
  public static void ordinary() throws OsException {
    int done = Libc.schedule(0, SCHED_OTHER, 0);
    if (done < 0) {
      throw new OsException("schedule a thread ordinarily", -done);
    }
  }

  /**
   * Keeps all memory of the process in RAM, now and later. Counts against `ulimit -l` without
   * CAP_IPC_LOCK; raises the resident size to the whole reserved heap.
   */
  public static void lockMemory() throws OsException {
    int done = Libc.mlockall(MCL_CURRENT | MCL_FUTURE);
    if (done < 0) {
      throw new OsException(
          "lock memory", -done, "", "run as root, with CAP_IPC_LOCK, or raise `ulimit -l`");
    }
  }
}
