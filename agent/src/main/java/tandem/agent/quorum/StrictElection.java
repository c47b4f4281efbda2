package tandem.agent.quorum;

import org.jgroups.Message;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.raft.ELECTION;
import org.jgroups.protocols.raft.RaftHeader;
import org.jgroups.protocols.raft.election.LeaderElected;
import org.jgroups.protocols.raft.election.VoteResponse;

/**
 * The engine's election, in which a vote counts only in the term in which it was given: the engine
 * takes a late answer to the previous round for one to this round. Votes are asked for and given
 * under the lock of {@link StrictRaft}. The news of a leader is not: the engine stops its voting
 * thread then, under its own lock, and that thread takes the two locks the other way round when the
 * majority is lost.
 */
final class StrictElection extends ELECTION {

  private static final short PROTOCOL_ID = 2520;

  static {
    ClassConfigurator.addProtocol(PROTOCOL_ID, StrictElection.class);
  }

  @Override
  protected void handleMessage(Message message, RaftHeader header) {
    if (header instanceof LeaderElected) {
      super.handleMessage(message, header);
      return;
    }
    synchronized (((StrictRaft) raft).lock()) {
      if (header instanceof VoteResponse && header.currTerm() != raft.currentTerm()) {
        return;
      }
      super.handleMessage(message, header);
    }
  }
}
