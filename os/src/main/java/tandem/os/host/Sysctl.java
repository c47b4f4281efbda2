package tandem.os.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kernel settings of the calling thread's network namespace, by the names sysctl(8) uses. */
public final class Sysctl {
  private static final Path ROOT = Path.of("/proc/sys");

  /** Lets a socket bind an address that is not on this host yet. */
  public static final String IPV4_NONLOCAL_BIND = "net.ipv4.ip_nonlocal_bind";

  public static final String IPV6_NONLOCAL_BIND = "net.ipv6.ip_nonlocal_bind";

  private Sysctl() {}

  /** The value without white space around it. */
  public static String read(String key) throws IOException {
    try {
      return Files.readString(file(key), StandardCharsets.US_ASCII).trim();
    } catch (IOException failed) {
      throw new IOException("cannot read the kernel setting " + key, failed);
    }
  }

  public static void write(String key, String value) throws IOException {
    try {
      Files.writeString(file(key), value, StandardCharsets.US_ASCII);
    } catch (IOException failed) {
      throw new IOException(
          "cannot set " + key + " = " + value + "; run as root or set it with sysctl", failed);
    }
  }

  private static Path file(String key) {
    if (!key.matches("[a-z0-9_.-]+")) {
      throw new IllegalStateException("'" + key + "' is no kernel setting");
    }
    return ROOT.resolve(key.replace('.', '/'));
  }
}
