package tandem.os.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import tandem.os.address.AssignedAddress;
import tandem.os.address.LinkAddresses;
import tandem.os.announce.PacketSocket;
import tandem.os.fence.KernelLease;
import tandem.os.libc.OsException;
import tandem.os.link.LinkState;
import tandem.os.link.Links;
import tandem.os.link.MacAddress;
import tandem.platform.address.VirtualAddress;

/** What a host offers and lacks, for the doctor. Every method asks the kernel anew and blocks. */
public final class HostFacts {

  /** The privileges of Linux that matter here, in the kernel's numbering. */
  public enum Capability {
    CAP_KILL(5),
    CAP_SETGID(6),
    CAP_SETUID(7),
    CAP_NET_BIND_SERVICE(10),
    CAP_NET_ADMIN(12),
    CAP_NET_RAW(13),
    CAP_IPC_LOCK(14),
    CAP_SYS_ADMIN(21),
    CAP_SYS_NICE(23);

    private final int bit;

    Capability(int bit) {
      this.bit = bit;
    }
  }

  private HostFacts() {}

  /** The effective capabilities of the calling thread; empty where the kernel does not say. */
  public static Set<Capability> capabilities() {
    Set<Capability> held = EnumSet.noneOf(Capability.class);
    try (var lines = Files.lines(Path.of("/proc/thread-self/status"))) {
      long bits =
          lines
              .filter(line -> line.startsWith("CapEff:"))
              .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
              .findFirst()
              .orElse(0);
      for (Capability capability : Capability.values()) {
        if ((bits >>> capability.bit & 1) != 0) {
          held.add(capability);
        }
      }
    } catch (IOException notLinux) {
      // No /proc: nothing is known to be held.
    }
    return held;
  }

  /** An interface: whether it exists, is up, has carrier, and its Ethernet address. */
  public static Optional<LinkState> link(String interfaceName) throws OsException {
    return Links.find(interfaceName);
  }

  public static List<LinkState> links() throws OsException {
    return Links.list();
  }

  /** The addresses of an interface that exists. */
  public static List<AssignedAddress> addresses(String interfaceName) throws OsException {
    try (LinkAddresses addresses = new LinkAddresses()) {
      return addresses.list(interfaceName);
    }
  }

  /** Why the kernel cannot keep the lease here, by a real transaction that leaves nothing. */
  public static Optional<String> nftablesUnusable() {
    return KernelLease.unsupportedReason();
  }

  /**
   * Whether the kernel also ends a grant by the wall clock, so that a late call cannot stretch it.
   */
  public static boolean absoluteDeadline() {
    return KernelLease.absoluteDeadlineSupported();
  }

  /** Who else on the segment answers for the address; see {@link PacketSocket#whoAnswers}. */
  public static Optional<MacAddress> answeredBy(VirtualAddress address, Duration timeout)
      throws OsException, InterruptedException {
    try (PacketSocket socket = new PacketSocket(address.interfaceName())) {
      return socket.whoAnswers(address, timeout);
    }
  }

  /** Tries real-time scheduling on a thread of its own; empty if it is possible, else why not. */
  public static Optional<String> realtimeImpossible() {
    CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                Scheduling.realtime(1);
                answer.complete(Optional.empty());
              } catch (OsException refused) {
                answer.complete(Optional.of(refused.getMessage()));
              }
            });
    return answer.join();
  }
}
