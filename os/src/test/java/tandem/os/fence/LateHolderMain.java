package tandem.os.fence;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import tandem.os.fence.KernelLease.Form;
import tandem.os.libc.Libc;
import tandem.os.namespace.TwoHosts;
import tandem.os.time.MonotonicClock;
import tandem.platform.address.VirtualAddress;
import tandem.platform.time.Moment;

/**
 * A daemon that is stopped at the worst place: between reading the clock and handing the grant to
 * the kernel, and again before it can see that it was late.
 */
public final class LateHolderMain {
  static final Duration RIGHT = Duration.ofMillis(300);
  private static final int SIGSTOP = 19;

  private LateHolderMain() {}

  /** Arguments: VIP, form of the guard, whether it has the absolute deadline. */
  public static void main(String[] arguments) throws Exception {
    List<VirtualAddress> vips =
        List.of(new VirtualAddress(InetAddress.getByName(arguments[0]), 32, TwoHosts.LINK));
    Support support = new Support(Form.valueOf(arguments[1]), Boolean.parseBoolean(arguments[2]));
    MonotonicClock clock = MonotonicClock.system();
    KernelLease lease = new KernelLease(KernelLease.DEFAULT_TABLE, support);
    lease.install(TwoHosts.LINK, vips);
    // Everything is loaded and the neighbour hears answers before the grant that matters.
    lease.grant(vips, RIGHT);
    Thread.sleep(100);
    Moment end = clock.now().plus(RIGHT);
    System.out.println(end.nanos());
    lease.grant(vips, end, () -> readThenStop(clock));
  }

  private static Moment readThenStop(MonotonicClock clock) {
    Moment now = clock.now();
    Libc.kill((int) ProcessHandle.current().pid(), SIGSTOP);
    try {
      // Another thread may take the signal first; this one must not get away meanwhile.
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return now;
  }
}
