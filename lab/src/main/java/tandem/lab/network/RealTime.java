package tandem.lab.network;

import java.util.List;

/**
 * Real-time priority for what measures: it goes before what is measured. Tandem's agents and the
 * peer see to their own, the services under both have none. Inside a user namespace none is
 * allowed, and none is used.
 */
public final class RealTime {

  public static final int MEASURING = 50;

  private static final boolean ALLOWED = Commands.succeeds(List.of("chrt", "-r", "1", "true"));

  private RealTime() {}

  /** The words that start a command at that priority; none if it is not allowed. */
  public static List<String> words(int priority) {
    return ALLOWED ? List.of("chrt", "-r", Integer.toString(priority)) : List.of();
  }
}
