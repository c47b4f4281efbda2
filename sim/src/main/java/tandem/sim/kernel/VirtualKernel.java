package tandem.sim.kernel;

import tandem.sim.time.HostClock;

/**
 * What a host's kernel keeps of a VIP even if every program on it is frozen or dead: whether the
 * address is on the interface, and until when it is unmuted, by a timer and by its wall clock.
 * Times are true nanoseconds where nothing else is said.
 */
public final class VirtualKernel {

  /** The end of a grant that has no absolute deadline. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  private final HostClock clock;
  private long wallSteps;
  private boolean powered = true;
  private boolean address;
  private long unmutedUntil = Long.MIN_VALUE;
  private long wallDeadline = NO_DEADLINE;

  public VirtualKernel(HostClock clock) {
    this.clock = clock;
  }

  /** What the wall clock shows: it runs at the rate of the monotonic one, and is stepped. */
  public long wallNanos(long now) {
    return clock.local(now).nanos() + wallSteps;
  }

  public void stepWallClock(long nanos) {
    wallSteps += nanos;
  }

  public void addAddress() {
    address = true;
  }

  public void removeAddress() {
    address = false;
  }

  public boolean hasAddress() {
    return address;
  }

  /**
   * @param until when the timer runs out
   * @param wallDeadline from when on the wall clock ends it too
   */
  public void unmute(long until, long wallDeadline) {
    unmutedUntil = until;
    this.wallDeadline = wallDeadline;
  }

  public void mute() {
    unmutedUntil = Long.MIN_VALUE;
  }

  /** Nothing is left of what the kernel knew. */
  public void powerOff() {
    powered = false;
    address = false;
    mute();
  }

  public void powerOn() {
    powered = true;
  }

  /** True if the host would answer for the VIP at true time {@code now}. */
  public boolean mayAnswer(long now) {
    return powered && address && now < unmutedUntil && wallNanos(now) < wallDeadline;
  }
}
