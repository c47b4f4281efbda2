package tandem.admin.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One entry of the group's journal.
 *
 * @param position grows by 1 with each entry, the same on every host
 * @param host who wrote it
 * @param wallMicros that host's wall clock, microseconds since 1970
 * @param kind a stable event id, for example {@code takeover.steps}
 * @param details in the writer's order
 */
public record EventView(
    long position, String host, long wallMicros, String kind, Map<String, String> details) {

  public EventView {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }
}
