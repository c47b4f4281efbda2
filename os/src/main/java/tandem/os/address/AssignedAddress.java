package tandem.os.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * An address as the kernel reports it.
 *
 * @param validFor what is left of its valid lifetime, in whole seconds; empty if it stays for ever
 * @param usable false while the kernel still probes for duplicates or has found one (IPv6)
 */
public record AssignedAddress(
    InetAddress address,
    int prefixLength,
    int interfaceIndex,
    Optional<Duration> validFor,
    boolean usable) {

  /** True if {@code other} lies in the subnet of this address. */
  boolean covers(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit++) {
      int mask = 0x80 >>> (bit & 7);
      if (((mine[bit >> 3] ^ theirs[bit >> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
