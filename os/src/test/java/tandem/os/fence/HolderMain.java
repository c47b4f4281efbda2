package tandem.os.fence;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import tandem.os.namespace.TwoHosts;
import tandem.os.time.MonotonicClock;
import tandem.platform.address.VirtualAddress;

/** A daemon that holds a VIP by renewing its grant, to be killed or frozen by a test. */
public final class HolderMain {
  static final Duration RIGHT = Duration.ofMillis(300);

  private HolderMain() {}

  public static void main(String[] arguments) throws Exception {
    List<VirtualAddress> vips =
        List.of(new VirtualAddress(InetAddress.getByName(arguments[0]), 24, TwoHosts.LINK));
    MonotonicClock clock = MonotonicClock.system();
    KernelLease lease = new KernelLease();
    lease.install(TwoHosts.LINK, vips);
    while (true) {
      lease.grant(vips, clock.now().plus(RIGHT), clock);
      System.out.println("granted");
      Thread.sleep(50);
    }
  }
}
