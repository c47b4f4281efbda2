package tandem.lab.takeover;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import tandem.lab.measure.Measurement;
import tandem.lab.measure.Presence;
import tandem.lab.measure.Trace;
import tandem.lab.network.AddressMonitor;
import tandem.lab.network.LabException;
import tandem.lab.network.Network;
import tandem.lab.network.Node;
import tandem.lab.probe.Probe;
import tandem.lab.probe.ProbeSettings;

/** A network with everything that measures on it. */
public final class Bench implements AutoCloseable {

  private static final int CLIENT_PORT = 5070;
  private static final long RECENT = 400_000_000L;

  private final Network network;
  private final AddressMonitor monitor;
  private final Probe probe;

  private Bench(Network network, AddressMonitor monitor, Probe probe) {
    this.network = network;
    this.monitor = monitor;
    this.probe = probe;
  }

  /** Builds the network and starts measuring; takes about three seconds. */
  public static Bench open(boolean ipv6) {
    Network network = Network.build();
    try {
      String vip = ipv6 ? Network.VIP6 : Network.VIP;
      InetAddress address = InetAddress.getByName(vip);
      AddressMonitor monitor = AddressMonitor.start(network, vip);
      Probe probe =
          Probe.start(
              new ProbeSettings(
                  network.namespace(Node.CLIENT),
                  network.namespace(Node.OBSERVER),
                  network.switchNamespace(),
                  List.of(Node.SIP_1.sipPort(), Node.SIP_2.sipPort()),
                  address,
                  new InetSocketAddress(own(Node.CLIENT, ipv6), CLIENT_PORT),
                  own(Node.OBSERVER, ipv6)));
      return new Bench(network, monitor, probe);
    } catch (UnknownHostException e) {
      network.close();
      throw new LabException("an address of the lab is wrong: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private static InetAddress own(Node node, boolean ipv6) throws UnknownHostException {
    return InetAddress.getByName(ipv6 ? node.sipAddress6() : node.sipAddress());
  }

  public Network network() {
    return network;
  }

  public Presence presence() {
    return monitor.presence();
  }

  public Trace take(long from, long to) {
    return probe.take(from, to);
  }

  /** What the last 0.4 s looked like. */
  public WireView look() {
    long now = System.nanoTime();
    Trace trace = probe.take(now - RECENT, now);
    return new WireView(
        Measurement.answering(trace, now - RECENT, now),
        trace.questions().stream()
            .mapToInt(Trace.Question::hosts)
            .filter(hosts -> hosts != 0)
            .reduce(0, (before, hosts) -> hosts),
        trace.requests().stream().filter(Trace.Request::served).count() * 1e9 / RECENT,
        trace.requests().stream()
            .filter(Trace.Request::served)
            .mapToInt(Trace.Request::hosts)
            .reduce(0, (a, b) -> a | b));
  }

  @Override
  public void close() {
    probe.close();
    monitor.close();
    network.close();
  }
}
