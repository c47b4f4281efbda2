package tandem.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Named network namespaces need root, as the CI has. */
final class RootNeeded {

  private RootNeeded() {}

  static void check() throws IOException {
    Object user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    Assumptions.assumeTrue(Integer.valueOf(0).equals(user), "needs root");
  }
}
