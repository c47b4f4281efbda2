package tandem.agent.quorum;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.Supplier;
import org.jgroups.Header;
import org.jgroups.protocols.raft.RaftHeader;
import org.jgroups.util.Bits;

/**
 * The leader's word that all up to {@code index} is committed: an AppendEntries without entries
 * (Raft, figure 2), but answered only by a follower that lacks some of it.
 */
public final class Committed extends RaftHeader {
  static final short MAGIC = 2523;

  private long index;

  /** For the engine, which then reads the rest. */
  public Committed() {}

  Committed(long term, long index) {
    super(term);
    this.index = index;
  }

  long index() {
    return index;
  }

  @Override
  public short getMagicId() {
    return MAGIC;
  }

  @Override
  public Supplier<? extends Header> create() {
    return Committed::new;
  }

  @Override
  public int serializedSize() {
    return super.serializedSize() + Bits.size(index);
  }

  @Override
  public void writeTo(DataOutput out) throws IOException {
    super.writeTo(out);
    Bits.writeLongCompressed(index, out);
  }

  @Override
  public void readFrom(DataInput in) throws IOException, ClassNotFoundException {
    super.readFrom(in);
    index = Bits.readLongCompressed(in);
  }
}
