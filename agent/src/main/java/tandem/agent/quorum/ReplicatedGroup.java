package tandem.agent.quorum;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jgroups.raft.StateMachine;
import tandem.agent.quorum.QuorumStore.CasOutcome;
import tandem.agent.quorum.state.Command;
import tandem.agent.quorum.state.CommandCodec;
import tandem.agent.quorum.state.GroupState;

/**
 * Applies what the engine commits to the {@link GroupState}, tells the listener, then completes
 * this host's own commands. Called by one thread of the engine at a time.
 */
final class ReplicatedGroup implements StateMachine {

  private final QuorumStore.Listener listener;
  private final Pending pending;
  private final Consumer<IOException> onFailure;
  private GroupState state = new GroupState();
  private boolean entered;

  /**
   * @param onFailure told when a command cannot be understood: this voter must stop, since the
   *     others may have applied it
   */
  ReplicatedGroup(QuorumStore.Listener listener, Pending pending, Consumer<IOException> onFailure) {
    this.listener = listener;
    this.pending = pending;
    this.onFailure = onFailure;
  }

  @Override
  public byte[] apply(byte[] data, int offset, int length, boolean serializeResponse) {
    try {
      CommandCodec.decode(data, offset, length).ifPresent(this::apply);
    } catch (IOException e) {
      onFailure.accept(e);
    }
    return null;
  }

  @Override
  public void readContentFrom(DataInput in) throws IOException {
    GroupState before = state;
    state = GroupState.readFrom(in);
    tell(state.changesSince(before));
  }

  @Override
  public void writeContentTo(DataOutput out) throws IOException {
    state.writeTo(out);
  }

  private void apply(Command command) {
    if (command.action() instanceof Command.Enter && pending.ours(command)) {
      entered = true;
    }
    GroupState.Applied applied = state.apply(command);
    tell(applied.changes());
    pending.complete(command, new CasOutcome(applied.done(), applied.record()));
  }

  private void tell(List<GroupState.Change> changes) {
    for (GroupState.Change change : changes) {
      switch (change) {
        case GroupState.Change.Record(var record) -> listener.recordChanged(record);
        case GroupState.Change.Status(var status) -> listener.statusChanged(status);
        case GroupState.Change.Entry(var position, var entry) ->
            listener.appended(position, entry, !entered);
      }
    }
  }
}
