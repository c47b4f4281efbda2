package tandem.agent.quorum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jgroups.Address;
import org.jgroups.EmptyMessage;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.raft.AppendEntriesRequest;
import org.jgroups.protocols.raft.AppendEntriesResponse;
import org.jgroups.protocols.raft.AppendResult;
import org.jgroups.protocols.raft.AppendResult.Result;
import org.jgroups.protocols.raft.Follower;
import org.jgroups.protocols.raft.InstallSnapshotRequest;
import org.jgroups.protocols.raft.Leader;
import org.jgroups.protocols.raft.Learner;
import org.jgroups.protocols.raft.LogEntries;
import org.jgroups.protocols.raft.LogEntry;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.protocols.raft.RaftHeader;
import org.jgroups.protocols.raft.RaftImpl;
import org.jgroups.protocols.raft.Role;
import org.jgroups.raft.util.CommitTable;
import tandem.agent.quorum.state.CommandCodec;

/**
 * The engine's Raft, held to the paper where jgroups-raft 1.1.4 departs from it:
 *
 * <ul>
 *   <li>A follower acknowledges only what it has compared with this leader's log in this term,
 *       never "all I have"; it commits no further than that (Raft, figure 2, AppendEntries 5).
 *   <li>Each entry of a batch is compared, not only the first.
 *   <li>A leader commits entries of earlier terms only by an entry of its own (§5.4.2), which it
 *       appends as soon as it is elected.
 *   <li>A snapshot older than what the follower has committed is ignored.
 *   <li>Term, vote, role and log change under one lock, so that an acknowledgement and a vote
 *       cannot overtake each other.
 * </ul>
 *
 * <p>And held to what a renewal every few milliseconds may cost: a message is handled by the thread
 * that received it, not by one more; and a follower is told of a commit once, by a {@link
 * Committed}, which it remembers and need not acknowledge.
 */
final class StrictRaft extends RAFT {

  private static final short PROTOCOL_ID = 2521;

  static {
    ClassConfigurator.addProtocol(PROTOCOL_ID, StrictRaft.class);
    ClassConfigurator.add(Committed.MAGIC, Committed.class);
  }

  private final Runnable onRole;
  private volatile Address knownLeader;

  /**
   * @param onRole told at each change of leader or role, with the lock held: must return at once
   */
  StrictRaft(Runnable onRole) {
    this.onRole = onRole;
    impl = new CarefulFollower();
  }

  /** The lock under which the engine keeps term, vote and leader; now also all that follows. */
  Object lock() {
    return raft_state;
  }

  /** As {@link #leader()}, without waiting for the lock; null if none is known. */
  Address knownLeader() {
    return knownLeader;
  }

  /**
   * Appends a command to this leader's log and sends it; lost if this voter is not the leader.
   * Blocks until it is on the disk.
   */
  void submit(byte[] command) {
    process(List.of(request(command)));
  }

  private static DownRequest request(byte[] command) {
    return new DownRequest(
        new CompletableFuture<>(), command, 0, command.length, false, null, false);
  }

  /** The engine would hand what was received to a thread of its own. */
  @Override
  protected void add(Request received) {
    process(List.of(received));
  }

  /**
   * The leader's heartbeat: tells every member who leads and what is committed. The engine says so
   * once, and a member that had not yet seen the leader's view then knows no leader for ever.
   */
  void remind() {
    synchronized (raft_state) {
      if (!isLeader() || commit_table == null) {
        return;
      }
      commit_table.keys().forEach(this::tellCommit);
    }
  }

  private void tellCommit(Address member) {
    CommitTable.Entry entry = commit_table.get(member);
    if (entry != null) {
      // As if it had been acknowledged: what is lost, the next reminder makes up for.
      entry.commitIndex(Math.max(entry.commitIndex(), Math.min(commit_index, entry.matchIndex())));
    }
    var header = new Committed(currentTerm(), commit_index);
    down_prot.down(new EmptyMessage(member).putHeader(id, header));
  }

  @Override
  public void handleUpRequest(Message message, RaftHeader header) {
    if (header.currTerm() < currentTerm()) {
      tellTerm(message.getSrc(), header);
    } else if (!(header instanceof Committed told)) {
      super.handleUpRequest(message, header);
    } else if (currentTerm(told.currTerm()) >= 0 && impl instanceof CarefulFollower follower) {
      AppendResult result = follower.committed(message.getSrc(), told.index());
      if (commit_index < told.index()) {
        var answer = new AppendEntriesResponse(currentTerm(), result);
        down_prot.down(new EmptyMessage(message.getSrc()).putHeader(id, answer));
      }
    }
  }

  /**
   * Raft §5.1: a leader of an older term must learn that there is a newer one. The engine drops its
   * messages in silence; a voter whose round of votes came to nothing, and that is not the one to
   * begin another, would never again follow anybody.
   */
  private void tellTerm(Address sender, RaftHeader header) {
    boolean leads =
        header instanceof Committed
            || header instanceof AppendEntriesRequest
            || header instanceof InstallSnapshotRequest;
    if (leads) {
      AppendResult refusal = new AppendResult(Result.FAIL_ENTRY_NOT_FOUND, last_appended);
      var answer = new AppendEntriesResponse(currentTerm(), refusal.commitIndex(commit_index));
      down_prot.down(new EmptyMessage(sender).putHeader(id, answer));
    }
  }

  @Override
  protected void process(List<Request> requests) {
    synchronized (raft_state) {
      // The engine takes term and index once per batch, but a received message may change both:
      // what was received and what is submitted go separately.
      List<Request> run = new ArrayList<>();
      for (Request request : requests) {
        if (!run.isEmpty() && run.getLast().getClass() != request.getClass()) {
          super.process(run);
          run.clear();
        }
        run.add(request);
      }
      if (!run.isEmpty()) {
        super.process(run);
      }
    }
  }

  @Override
  protected void sendAppendEntriesMessage(Address member, CommitTable.Entry entry) {
    synchronized (raft_state) {
      if (isLeader() && commit_table != null) {
        super.sendAppendEntriesMessage(member, entry);
      }
    }
  }

  @Override
  public void handleView(View view) {
    synchronized (raft_state) {
      super.handleView(view);
    }
  }

  @Override
  protected RAFT changeRole(Role role) {
    RaftImpl next =
        switch (role) {
          case Leader -> new CarefulLeader();
          case Follower -> new CarefulFollower();
          case Learner -> new Learner(this);
        };
    if (impl.getClass() != next.getClass()) {
      impl.destroy();
      next.init();
      impl = next;
      notifyRoleChangeListeners(role);
      if (role == Role.Leader) {
        offer(request(CommandCodec.nothing())); // later: this role is not complete yet
      }
    }
    knownLeader = leader();
    onRole.run();
    return this;
  }

  @Override
  protected RAFT commitLogTo(long index, boolean serializeResponse) {
    if (impl instanceof Leader) {
      LogEntry entry = log_impl.get(Math.min(last_appended, index));
      if (entry == null || entry.term() != currentTerm()) {
        return this;
      }
    }
    return super.commitLogTo(index, serializeResponse);
  }

  private final class CarefulLeader extends Leader {
    private final Map<Address, Long> told = new HashMap<>();

    CarefulLeader() {
      super(StrictRaft.this);
    }

    @Override
    public void handleAppendEntriesResponse(Address sender, long term, AppendResult result) {
      CommitTable table = commit_table;
      CommitTable.Entry before = table == null ? null : table.get(sender);
      boolean searching = before != null && before.sendSingleMessage();
      long committed = commit_index;
      super.handleAppendEntriesResponse(sender, term, result);
      // A member that lacks entries gets them now; the engine would wait until its queue is idle.
      if (before != null && (!result.success() || searching)) {
        flushCommitTable(sender);
      }
      // Followers learn of a commit at once, and once: the engine's send_commits_immediately
      // answers every acknowledgement by messages to all, each of which is acknowledged.
      if (commit_index > committed) {
        commit_table.keys().forEach(this::tell);
      } else if (commit_index > Math.max(result.commitIndex(), told.getOrDefault(sender, 0L))) {
        tell(sender);
      }
    }

    private void tell(Address member) {
      told.put(member, commit_index);
      tellCommit(member);
    }
  }

  private final class CarefulFollower extends Follower {
    private long comparedTerm;
    private long compared;
    private long told;

    CarefulFollower() {
      super(StrictRaft.this);
    }

    /** That may be said before the entries have come: it is remembered for when they have. */
    AppendResult committed(Address leader, long index) {
      follow(leader);
      told = Math.max(told, index);
      commitLogTo(Math.min(told, matched()), false);
      return new AppendResult(Result.OK, matched()).commitIndex(commit_index);
    }

    private void follow(Address leader) {
      leader(leader);
      if (comparedTerm != currentTerm()) {
        comparedTerm = currentTerm();
        compared = 0;
        told = 0;
      }
    }

    @Override
    public AppendResult handleAppendEntriesRequest(
        LogEntries entries,
        Address leader,
        long prevIndex,
        long prevTerm,
        long entryTerm,
        long leaderCommit) {
      follow(leader);
      if (entries != null && entries.size() > 0) {
        AppendResult refusal = compare(prevIndex, prevTerm);
        if (refusal != null) {
          return refusal;
        }
        take(entries, prevIndex + 1);
        compared = Math.max(compared, prevIndex + entries.size());
      }
      return committed(leader, leaderCommit);
    }

    @Override
    public void handleInstallSnapshotRequest(
        Message message, Address leader, long index, long term) {
      if (index <= commit_index) {
        return; // sent twice; the next AppendEntries tells the leader what we have
      }
      super.handleInstallSnapshotRequest(message, leader, index, term);
    }

    /** What is committed is the same on every voter, whatever was compared. */
    private long matched() {
      return Math.max(compared, commit_index);
    }

    private AppendResult compare(long prevIndex, long prevTerm) {
      if (prevIndex <= commit_index) {
        return null;
      }
      LogEntry previous = prevIndex > last_appended ? null : log_impl.get(prevIndex);
      if (previous == null) {
        num_failed_append_requests_not_found++;
        return new AppendResult(Result.FAIL_ENTRY_NOT_FOUND, last_appended)
            .commitIndex(commit_index);
      }
      if (previous.term() == prevTerm) {
        return null;
      }
      num_failed_append_requests_wrong_term++;
      long conflict = prevIndex;
      while (conflict - 1 > commit_index && log_impl.get(conflict - 1).term() == previous.term()) {
        conflict--;
      }
      return new AppendResult(Result.FAIL_CONFLICTING_PREV_TERM, conflict, previous.term())
          .commitIndex(commit_index);
    }

    private void take(LogEntries entries, long firstIndex) {
      var missing = new LogEntries();
      long index = firstIndex;
      for (LogEntry entry : entries) {
        if (index > commit_index) {
          LogEntry mine = index > last_appended ? null : log_impl.get(index);
          if (mine != null && mine.term() != entry.term()) {
            deleteAllLogEntriesStartingFrom(index);
            mine = null;
          }
          if (mine == null) {
            missing.add(entry);
          }
        }
        index++;
      }
      if (missing.size() > 0) {
        append(index - missing.size(), missing);
        num_successful_append_requests += missing.size();
      }
    }
  }
}
