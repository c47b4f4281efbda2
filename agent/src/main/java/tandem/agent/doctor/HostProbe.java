package tandem.agent.doctor;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What the doctor asks of the host it runs on. Every method may block, at most a second or two, and
 * changes nothing on the host; none throws. An empty answer means: cannot be told here.
 */
public interface HostProbe {

  /** Effective capability by its number in linux/capability.h, for example 12 = CAP_NET_ADMIN. */
  Optional<Boolean> capability(int number);

  /** Empty if there is no such interface. */
  Optional<Link> link(String name);

  record Link(boolean up, boolean carrier) {}

  /** The interface that has the address now; empty if none has. */
  Optional<String> holder(InetAddress address);

  /** Who else answers for the address on the interface's network: a link-layer address. */
  Optional<String> foreignAnswer(InetAddress address, String interfaceName);

  /** Why the kernel cannot keep the lease by nftables; empty if it can. */
  Optional<String> nftablesUnusable();

  /** Whether the kernel ends the lease by its wall clock too; empty if nftables is not usable. */
  Optional<Boolean> absoluteDeadline();

  /** Why the agent's threads cannot have real-time priority; empty if they can. */
  Optional<String> realtimeImpossible();

  /** A value below /proc/sys, for example {@code net/ipv4/ip_nonlocal_bind}. */
  Optional<String> sysctl(String path);

  /** Whether a TCP socket can listen there now. */
  boolean canListen(InetAddress address, int port);

  /** Whether something accepts a TCP connection there. */
  boolean answers(InetAddress address, int port, Duration timeout);

  /** Whether the kernel holds its clock for synchronised. */
  Optional<Boolean> clockSynchronised();

  /** Bytes free for this process below the directory, or below its nearest parent that exists. */
  Optional<Long> freeBytes(Path directory);

  /** Whether this process can make files below the directory, or could make the directory. */
  boolean writable(Path directory);
}
