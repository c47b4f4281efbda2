package tandem.agent.quorum.state;

import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;

/**
 * One command to the replicated state.
 *
 * @param session one run of the submitter, random
 * @param sequence grows by 1 with each command of a session, so that a command that was sent to two
 *     leaders is applied once
 */
public record Command(HostName from, long session, long sequence, Action action) {

  public sealed interface Action {}

  public record CompareAndSet(long expectedVersion, LeaseRecord next) implements Action {}

  public record Publish(HostStatus status) implements Action {}

  public record Append(JournalEntry entry) implements Action {}

  /** Changes nothing; what comes before it in the log was there before the submitter's start. */
  public record Enter() implements Action {}
}
