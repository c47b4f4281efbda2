package tandem.os.announce;

import java.net.InetAddress;
import tandem.os.libc.OsException;
import tandem.os.link.MacAddress;
import tandem.platform.address.VirtualAddress;

/**
 * Hears what neighbours say on an interface. Called on the watch's thread: return quickly, throw
 * nothing.
 */
public interface Claims {

  /** Another machine says that the VIP is its own (RFC 5227 §2.4, RFC 4862 §5.4.3–4). */
  void foreignClaim(VirtualAddress vip, MacAddress claimant);

  /** A neighbour answered a question, or asked for one of the VIPs. */
  void neighbourSeen(InetAddress address, MacAddress mac);

  /** The watch has ended and will report nothing more. */
  void watchFailed(OsException reason);
}
