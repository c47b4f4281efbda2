package tandem.os.host;

import tandem.os.libc.Libc;
import tandem.os.libc.OsException;

/** How the kernel schedules the calling thread, which must be a platform thread. */
public final class Scheduling {
  private static final int SCHED_OTHER = 0;
  private static final int SCHED_RR = 2;
  // A child of a real-time thread starts as an ordinary one.
  private static final int SCHED_RESET_ON_FORK = 0x4000_0000;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;

  private Scheduling() {}

  /**
   * Runs the calling thread before all ordinary ones, in turn with others of its priority.
   *
   * @param priority 1 to 99
   * @throws OsException without CAP_SYS_NICE or an rtprio limit that allows it
   */
  public static void realtime(int priority) throws OsException {
    int done = Libc.schedule(SCHED_RR | SCHED_RESET_ON_FORK, priority);
    if (done < 0) {
      throw new OsException(
          "schedule a thread in real time",
          -done,
          "",
          "run as root, with CAP_SYS_NICE, or raise `ulimit -r`");
    }
  }

  /** Makes the calling thread an ordinary one again. */
  public static void ordinary() throws OsException {
    int done = Libc.schedule(SCHED_OTHER, 0);
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
