package tandem.os.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tandem.os.libc.Libc;
import tandem.os.libc.OsException;

/**
 * Asks the driver for the carrier of an interface by ETHTOOL_GLINK: a microsecond, no privilege.
 * The question also makes the kernel deliver a link event that it was holding back. One thread.
 */
final class CarrierProbe implements AutoCloseable {
  private static final int SOCK_DGRAM = 2;
  private static final long SIOCETHTOOL = 0x8946;
  private static final int ETHTOOL_GLINK = 0x0a;
  private static final int NAME_BYTES = 16;

  private final int fd;
  private final MemorySegment request;
  private final MemorySegment value;

  CarrierProbe() throws OsException {
    fd = Libc.socket(Libc.AF_INET, SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new OsException("open a socket to ask for the carrier", -fd);
    }
    Arena arena = Arena.ofAuto();
    // struct ifreq and struct ethtool_value
    request = arena.allocate(40, 8);
    value = arena.allocate(8, 4);
    request.set(ValueLayout.ADDRESS, NAME_BYTES, value);
  }

  /** Whether the carrier differs from what is known; false also where the driver cannot tell. */
  boolean differs(LinkState known) {
    byte[] name = known.name().getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(
        Arrays.copyOf(name, NAME_BYTES), 0, request, ValueLayout.JAVA_BYTE, 0, NAME_BYTES);
    value.set(ValueLayout.JAVA_INT, 0, ETHTOOL_GLINK);
    value.set(ValueLayout.JAVA_INT, 4, 0);
    return Libc.ioctl(fd, SIOCETHTOOL, request) >= 0
        && (value.get(ValueLayout.JAVA_INT, 4) != 0) != known.carrier();
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
