package tandem.lab.wire;

/** A signal the lab sends to a process: it freezes and thaws, kills and ends. */
public enum Signal {
  KILL(9),
  USER_2(12),
  TERMINATE(15),
  CONTINUE(18),
  STOP(19);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /** Sends it; false if there is no such process (any more). */
  public boolean send(long process) {
    if (process <= 1) {
      throw new IllegalArgumentException("process " + process + " is not one to signal");
    }
    try {
      return (int) Libc.KILL.invokeExact(Libc.captured(), (int) process, number) == 0;
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }
}
