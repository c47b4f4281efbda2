package tandem.agent.quorum;

import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.takeover.HostStatus;
import tandem.cluster.takeover.JournalEntry;

/**
 * One command to the replicated state.
 *
 * @param session one run of the submitter, random
 * @param sequence grows by 1 with each command of a session, so that a command that was sent to two
 *     leaders is applied once
 */
record Command(HostName from, long session, long sequence, Action action) {

  sealed interface Action {}

  record CompareAndSet(long expectedVersion, LeaseRecord next) implements Action {}

  record Publish(HostStatus status) implements Action {}

  record Append(JournalEntry entry) implements Action {}

  /** Changes nothing; what comes before it in the log was there before the submitter's start. */
  record Enter() implements Action {}
}
