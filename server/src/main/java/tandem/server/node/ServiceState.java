package tandem.server.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tandem.cluster.role.ApplicationState;

/** Whether this server can serve, and if not why. */
final class ServiceState {

  /** More subjects than this are not told apart. */
  private static final int MAX_TROUBLES = 32;

  static final String DRILL = "drill";

  private final Map<String, String> troubles = new LinkedHashMap<>();
  private boolean ready;
  private boolean suspending;
  private boolean stopping;

  ApplicationState state() {
    if (stopping) {
      return ApplicationState.STOPPING;
    }
    if (suspending) {
      return ApplicationState.SUSPENDING;
    }
    if (!ready) {
      return ApplicationState.INITIALIZING;
    }
    return troubles.isEmpty() ? ApplicationState.STARTED : ApplicationState.SERVICE_UNAVAILABLE;
  }

  String reason() {
    return troubles.values().stream().collect(Collectors.joining("; "));
  }

  void ready() {
    ready = true;
  }

  void suspending() {
    suspending = true;
  }

  void stopping() {
    stopping = true;
  }

  void trouble(String subject, String reason) {
    if (troubles.size() < MAX_TROUBLES || troubles.containsKey(subject)) {
      troubles.put(subject, reason);
    }
  }

  void mended(String subject) {
    troubles.remove(subject);
  }

  /** True if a drill has begun, false if it has ended. */
  boolean toggleDrill() {
    if (troubles.remove(DRILL) != null) {
      return false;
    }
    troubles.put(DRILL, "drill by SIGUSR2");
    return true;
  }
}
