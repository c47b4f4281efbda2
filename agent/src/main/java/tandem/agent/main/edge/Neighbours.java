package tandem.agent.main.edge;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tandem.os.announce.Neighbour;
import tandem.os.announce.PacketSocket;
import tandem.os.libc.OsException;
import tandem.os.link.MacAddress;
import tandem.platform.address.VirtualAddress;

/**
 * The link-layer addresses of the VIP's neighbours, so that a new primary can tell each by unicast
 * even if every broadcast is lost. The primary learns them from its kernel and from the wire; the
 * other host hears of them through the group's journal. Thread-safe.
 */
public final class Neighbours {

  /** The journal kind that carries them. */
  public static final String KIND = "neighbours";

  private static final int MAX = 1_024;
  private static final int MAX_TOLD = 32;

  private final Map<InetAddress, MacAddress> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, MacAddress> eldest) {
          return size() > MAX;
        }
      };
  private final Map<InetAddress, MacAddress> untold = new LinkedHashMap<>();

  synchronized void learn(InetAddress address, MacAddress mac) {
    if (address.isLoopbackAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress()) {
      return;
    }
    if (!mac.equals(known.put(address, mac)) && untold.size() < MAX) {
      untold.put(address, mac);
    }
  }

  void learn(List<Neighbour> table) {
    table.stream()
        .filter(neighbour -> neighbour.state() != Neighbour.State.OTHER)
        .forEach(neighbour -> learn(neighbour.address(), neighbour.mac()));
  }

  /** What the other host has not been told yet, at most an entry's worth; empty if nothing. */
  public synchronized Map<String, String> toTell() {
    Map<String, String> details = new LinkedHashMap<>();
    var each = untold.entrySet().iterator();
    while (each.hasNext() && details.size() < MAX_TOLD) {
      var entry = each.next();
      details.put(entry.getKey().getHostAddress(), entry.getValue().toString());
      each.remove();
    }
    return details;
  }

  /** Takes in what the other host told. */
  public synchronized void told(Map<String, String> details) {
    details.forEach(
        (address, mac) -> {
          try {
            // A literal address: nothing is looked up.
            known.put(InetAddress.ofLiteral(address), MacAddress.parse(mac));
          } catch (IllegalArgumentException garbage) {
            // Another release may write what this one cannot read; a neighbour less is no harm.
          }
        });
  }

  /** Tells each by unicast where the VIP of its family is, while {@code entitled}. */
  void refresh(PacketSocket packets, List<VirtualAddress> vips, BooleanSupplier entitled)
      throws OsException {
    Map<InetAddress, MacAddress> now;
    synchronized (this) {
      now = new LinkedHashMap<>(known);
    }
    for (var entry : now.entrySet()) {
      for (VirtualAddress vip : vips) {
        boolean sameFamily = vip.address().getClass() == entry.getKey().getClass();
        if (sameFamily && !entry.getKey().equals(vip.address()) && entitled.getAsBoolean()) {
          packets.refreshNeighbour(vip, entry.getKey(), entry.getValue());
        }
      }
    }
  }
}
