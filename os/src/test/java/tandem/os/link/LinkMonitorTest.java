package tandem.os.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.os.libc.OsException;
import tandem.os.namespace.Figures;
import tandem.os.namespace.TwoHosts;

/** Real interfaces that come, go and lose their carrier. */
class LinkMonitorTest {

  private static final class Recorder implements LinkListener {
    final LinkedBlockingQueue<String> reports = new LinkedBlockingQueue<>();
    volatile long at;

    @Override
    public void linkChanged(String name, boolean exists, boolean adminUp, boolean carrier) {
      if (!name.equals("lo")) {
        at = System.nanoTime();
        reports.add(
            name
                + (exists ? " exists" : " gone")
                + (adminUp ? " up" : " down")
                + (carrier ? " carrier" : " none"));
      }
    }

    @Override
    public void addressGone(InetAddress address, String interfaceName) {
      if (!address.isLinkLocalAddress()) {
        reports.add(address.getHostAddress() + " gone from " + interfaceName);
      }
    }

    @Override
    public void monitorFailed(OsException reason) {
      reports.add(reason.getMessage());
    }

    String next() throws InterruptedException {
      return reports.poll(3, TimeUnit.SECONDS);
    }
  }

  @Test
  void initialStateChangesAndRemovalAreReported() throws Exception {
    Recorder recorder = new Recorder();
    try (TwoHosts hosts = TwoHosts.create("lnk");
        LinkMonitor monitor = hosts.onHost(() -> new LinkMonitor(recorder))) {
      assertThat(monitor).isNotNull();
      assertThat(recorder.next()).isEqualTo("eth0 exists up carrier");
      hosts.hostIp("addr add 198.51.100.3/24 dev eth0");
      hosts.hostIp("addr add 2001:db8:1::3/64 dev eth0 nodad");
      hosts.hostIp("addr del 198.51.100.3/24 dev eth0");
      assertThat(recorder.next()).isEqualTo("198.51.100.3 gone from eth0");
      hosts.hostIp("addr del 2001:db8:1::3/64 dev eth0");
      assertThat(recorder.next()).isEqualTo("2001:db8:1:0:0:0:0:3 gone from eth0");
      hosts.hostIp("link set eth0 down");
      assertThat(recorder.next()).isEqualTo("eth0 exists down none");
      hosts.hostIp("link del eth0");
      assertThat(recorder.next()).isEqualTo("eth0 gone down none");
    }
  }

  @Test
  void lostCarrierIsSeenAtOnceEachTime() throws Exception {
    Recorder recorder = new Recorder();
    try (TwoHosts hosts = TwoHosts.create("car");
        LinkMonitor monitor = hosts.onHost(() -> new LinkMonitor(recorder))) {
      assertThat(monitor).isNotNull();
      assertThat(recorder.next()).isEqualTo("eth0 exists up carrier");
      Figures latency = new Figures("carrier lost, from before the ip command");
      for (int i = 0; i < 5; i++) {
        long start = System.nanoTime();
        hosts.neighbourIp("link set eth0 down");
        assertThat(recorder.next()).isEqualTo("eth0 exists up none");
        latency.add(recorder.at - start);
        hosts.neighbourIp("link set eth0 up");
        assertThat(recorder.next()).isEqualTo("eth0 exists up carrier");
      }
      assertThat(latency.print()).isLessThan(200_000_000);
    }
  }
}
