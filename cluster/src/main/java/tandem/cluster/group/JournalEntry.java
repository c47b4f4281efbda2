package tandem.cluster.group;

import java.util.Map;
import tandem.cluster.lease.HostName;

/**
 * One entry of the group's journal in the quorum: events, operators' requests and their results,
 * steps of a takeover.
 *
 * @param host the host that wrote it
 * @param wallMicros its wall clock, microseconds since 1970, for people
 * @param kind a stable event id, for example {@code takeover.steps}
 * @param details sorted or insertion-ordered, at most 32 entries
 */
public record JournalEntry(
    HostName host, long wallMicros, String kind, Map<String, String> details) {

  public JournalEntry {
    details = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(details));
  }
}
