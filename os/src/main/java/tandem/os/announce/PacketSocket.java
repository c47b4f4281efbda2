package tandem.os.announce;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tandem.os.libc.Errno;
import tandem.os.libc.Libc;
import tandem.os.libc.NativeSocket;
import tandem.os.libc.OsException;
import tandem.os.link.LinkState;
import tandem.os.link.Links;
import tandem.os.link.MacAddress;
import tandem.os.time.MonotonicClock;
import tandem.platform.address.VirtualAddress;
import tandem.platform.time.Moment;

/**
 * Sends and hears ARP and neighbour discovery on one interface by AF_PACKET. Sending blocks for
 * microseconds and promises nothing: a frame may be lost anywhere, also in the fence while the VIP
 * is not granted. Thread-safe. The hardware address is read when the object is made: make a new one
 * when the interface was replaced.
 */
public final class PacketSocket implements AutoCloseable {
  private static final int ETH_P_ALL = 3;

  private final LinkState link;
  private final MacAddress mac;
  private final MonotonicClock clock;
  private final NativeSocket socket;

  /**
   * Opens the interface in the calling thread's network namespace.
   *
   * @throws OsException if the interface is missing or has no Ethernet address, or the privilege
   */
  public PacketSocket(String interfaceName, MonotonicClock clock) throws OsException {
    this.link = Links.require(interfaceName);
    this.mac =
        link.mac()
            .orElseThrow(
                () ->
                    new OsException(
                        "announce on interface " + interfaceName,
                        Errno.EOPNOTSUPP,
                        "it has no Ethernet address"));
    this.clock = clock;
    this.socket = open(0, Optional.empty());
  }

  public PacketSocket(String interfaceName) throws OsException {
    this(interfaceName, MonotonicClock.system());
  }

  public MacAddress mac() {
    return mac;
  }

  /** Announces the VIP in the forms its family knows. */
  public void announce(VirtualAddress vip) throws OsException {
    if (vip.isIpv4()) {
      gratuitousArp(vip);
    } else {
      unsolicitedNeighbourAdvertisement(vip);
    }
  }

  /** Broadcasts a gratuitous ARP in the request and in the reply form. */
  public void gratuitousArp(VirtualAddress vip) throws OsException {
    String operation = "send gratuitous ARP for " + vip;
    send(operation, Frames.gratuitousArp(vip.address(), mac, Frames.ARP_REQUEST));
    send(operation, Frames.gratuitousArp(vip.address(), mac, Frames.ARP_REPLY));
  }

  /** Tells all IPv6 nodes of the segment, with the override flag. */
  public void unsolicitedNeighbourAdvertisement(VirtualAddress vip) throws OsException {
    send(
        "send neighbour advertisement for " + vip,
        Frames.neighbourAdvertisement(vip.address(), mac));
  }

  /**
   * Asks a known neighbour for its own address, in the VIP's name and by unicast: it learns where
   * the VIP is now, and its answer (seen by {@link #watch}) proves that it did.
   */
  public void refreshNeighbour(VirtualAddress vip, InetAddress neighbour, MacAddress neighbourMac)
      throws OsException {
    String operation = "refresh neighbour " + neighbour.getHostAddress() + " for " + vip;
    send(
        operation,
        vip.isIpv4()
            ? Frames.arpRequest(vip.address(), mac, neighbour, neighbourMac)
            : Frames.neighbourSolicitation(vip.address(), mac, neighbour, neighbourMac));
  }

  /** Starts listening; the watch is in place when this returns. */
  public ClaimWatch watch(List<VirtualAddress> vips, Claims claims) throws OsException {
    return new ClaimWatch(
        open(ETH_P_ALL, Optional.of(PacketFilter.neighbourTraffic(vips))), vips, claims);
  }

  /**
   * Asks who has the address without claiming it (RFC 5227 §2.1.1, RFC 4862 §5.4.2), at the start
   * and every 100 ms.
   *
   * @return the first machine that answers within {@code timeout}; empty if nobody does
   */
  public Optional<MacAddress> whoAnswers(VirtualAddress address, Duration timeout)
      throws OsException, InterruptedException {
    CompletableFuture<MacAddress> answer = new CompletableFuture<>();
    byte[] probe =
        address.isIpv4()
            ? Frames.arpProbe(address.address(), mac)
            : Frames.neighbourProbe(address.address(), mac);
    ClaimWatch watch = watch(List.of(address), new FirstClaim(answer));
    try {
      Moment end = clock.now().plus(timeout);
      Duration left = timeout;
      while (left.isPositive()) {
        send("probe for " + address, probe);
        long wait = Math.min(100, left.toMillis() + 1);
        try {
          return Optional.of(answer.get(wait, TimeUnit.MILLISECONDS));
        } catch (TimeoutException nobody) {
          left = clock.now().until(end);
        } catch (ExecutionException failed) {
          throw (OsException) failed.getCause();
        }
      }
      return Optional.empty();
    } finally {
      watch.close();
    }
  }

  /**
   * Blocks until the first UDP or TCP packet with the VIP as source leaves the interface, past the
   * fence. To be sure that none slips by before the listener is in place, use {@link
   * #listenForPacketsFrom}.
   *
   * @return when it was seen; empty if none was within {@code timeout}
   */
  public Optional<Moment> firstPacketFrom(VirtualAddress vip, Duration timeout) throws OsException {
    try (FirstPacket tap = listenForPacketsFrom(vip)) {
      return tap.await(timeout);
    }
  }

  /** Starts to listen for what {@link #firstPacketFrom} waits for; in place when this returns. */
  public FirstPacket listenForPacketsFrom(VirtualAddress vip) throws OsException {
    return new FirstPacket(
        open(ETH_P_ALL, Optional.of(PacketFilter.sentFrom(vip.address()))), clock);
  }

  @Override
  public void close() {
    socket.close();
  }

  private synchronized void send(String operation, byte[] frame) throws OsException {
    MemorySegment.copy(frame, 0, socket.out(), ValueLayout.JAVA_BYTE, 0, frame.length);
    try {
      socket.send(operation, frame.length);
    } catch (OsException refused) {
      // The fence or a full queue dropped it: a frame lost like any other.
      if (refused.errno() != Errno.ENOBUFS) {
        throw refused;
      }
    }
  }

  /** Protocol 0: for sending only. The filter is in place before the first frame arrives. */
  private NativeSocket open(int protocol, Optional<PacketFilter> filter) throws OsException {
    NativeSocket opened =
        new NativeSocket("packet socket on " + link.name(), Libc.AF_PACKET, Libc.SOCK_RAW, 0);
    try (Arena arena = Arena.ofConfined()) {
      if (filter.isPresent()) {
        filter.get().attach(opened);
      }
      // struct sockaddr_ll
      MemorySegment address = arena.allocate(20, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) Libc.AF_PACKET);
      address.set(ValueLayout.JAVA_BYTE, 3, (byte) protocol);
      address.set(ValueLayout.JAVA_INT, 4, link.index());
      opened.bind(address);
      return opened;
    } catch (OsException refused) {
      opened.close();
      throw refused;
    }
  }

  private record FirstClaim(CompletableFuture<MacAddress> answer) implements Claims {
    @Override
    public void foreignClaim(VirtualAddress vip, MacAddress claimant) {
      answer.complete(claimant);
    }

    @Override
    public void neighbourSeen(InetAddress address, MacAddress neighbour) {}

    @Override
    public void watchFailed(OsException reason) {
      answer.completeExceptionally(reason);
    }
  }
}
