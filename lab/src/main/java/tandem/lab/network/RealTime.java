package tandem.lab.network;

import java.io.IOException;
import java.util.List;

/**
 * Real-time priority for what measures: it goes before what is measured. Tandem's agents and the
 * peer see to their own, the services under both have none. Inside a user namespace none is
 * allowed, and none is used.
 */
public final class RealTime {

  public static final int MEASURING = 50;

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
