package tandem.sim.kernel;

/**
 * What a host's kernel keeps of a VIP even if every program on it is frozen or dead: whether the
 * address is on the interface, and until when it is unmuted. Times are true nanoseconds.
 */
public final class VirtualKernel {

  private boolean powered = true;
  private boolean address;
  private long unmutedUntil = Long.MIN_VALUE;

  public void addAddress() {
    address = true;
  }

  public void removeAddress() {
    address = false;
  }

  public boolean hasAddress() {
    return address;
  }

  public void unmute(long until) {
    unmutedUntil = until;
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
    return powered && address && now < unmutedUntil;
  }
}
