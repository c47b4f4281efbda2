package tandem.lab.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tandem.lab.measure.Presence;

/** Follows the address tables of the two hosts. */
public final class AddressMonitor implements AutoCloseable {

  private final Presence presence = new Presence();
  private final List<Process> monitors = new ArrayList<>();

  private AddressMonitor() {}

  public static AddressMonitor start(Network network, String vip) {
    AddressMonitor monitor = new AddressMonitor();
    for (Node host : Node.PAIR) {
      monitor.follow(network.namespace(host), host.ordinal(), vip);
    }
    return monitor;
  }

  private void follow(String namespace, int host, String vip) {
    try {
      Process process =
          new ProcessBuilder("ip", "-n", namespace, "-o", "monitor", "address")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      monitors.add(process);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
      Thread.ofVirtual().start(() -> read(in, host, " " + vip + "/"));
    } catch (IOException e) {
      throw new LabException("`ip monitor` does not start: " + e.getMessage(), e);
    }
  }

  private void read(BufferedReader in, int host, String vip) {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.contains(vip)) {
          presence.note(System.nanoTime(), host, !line.startsWith("Deleted"));
        }
      }
    } catch (IOException e) {
      // The monitor was closed under the reader: the lab is ending.
      return;
    }
  }

  public Presence presence() {
    return presence;
  }

  @Override
  public void close() {
    monitors.forEach(Process::destroyForcibly);
  }
}
