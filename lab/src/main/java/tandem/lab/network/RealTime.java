package tandem.lab.network;

import java.io.IOException;
import java.util.List;

/**
 * Real-time priority for what must not wait for the machine's other work: first what measures, then
 * what is measured. Tandem's agents and SIP server run at the same priority as the peer and the
 * service under it. Inside a user namespace none is allowed, and none is used.
 */
public final class RealTime {

  public static final int MEASURING = 50;
  public static final int MEASURED = 10;

  private static final boolean ALLOWED = allowed();

  private RealTime() {}

  /** The words that start a command at that priority; none if it is not allowed. */
  public static List<String> words(int priority) {
    return ALLOWED ? List.of("chrt", "-r", Integer.toString(priority)) : List.of();
  }

  private static boolean allowed() {
    try {
      return new ProcessBuilder("chrt", "-r", "1", "true")
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
