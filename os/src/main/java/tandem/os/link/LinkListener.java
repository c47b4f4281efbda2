package tandem.os.link;

import java.net.InetAddress;
import tandem.os.libc.OsException;

/**
 * Hears what happens to the interfaces of a host. Called on the monitor's thread, one call at a
 * time: return quickly, throw nothing.
 */
public interface LinkListener {

  /** The state of an interface at the start and after each change of one of these facts. */
  void linkChanged(String name, boolean exists, boolean adminUp, boolean carrier);

  /** An address was removed: by anybody, us included, or because its lifetime ended. */
  void addressGone(InetAddress address, String interfaceName);

  /** The monitor has ended and will report nothing more. */
  void monitorFailed(OsException reason);
}
