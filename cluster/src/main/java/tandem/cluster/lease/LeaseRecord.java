package tandem.cluster.lease;

import java.util.Optional;

/**
 * The one record per group in the quorum's store (design: "who holds the VIP"). Only
 * compare-and-set on {@code version} changes it; each change adds 1 to {@code version}; {@code
 * epoch} grows with every change of holder.
 */
public sealed interface LeaseRecord {

  /** 0 for a group that was never held. */
  long version();

  /** The epoch of the last holder, 0 if there was none. */
  long epoch();

  /** Why the last change of holder happened, in words for people. */
  String reason();

  /** Never held: version 0, epoch 0. */
  record Vacant() implements LeaseRecord {
    @Override
    public long version() {
      return 0;
    }

    @Override
    public long epoch() {
      return 0;
    }

    @Override
    public String reason() {
      return "never held";
    }
  }

  /**
   * @param planned true if the last change of holder was asked for, false if a fault made it
   */
  record Held(long version, long epoch, Holder holder, boolean planned, String reason)
      implements LeaseRecord {

    /** True if both are of the same host. */
    public boolean by(Held other) {
      return holder.host().equals(other.holder.host());
    }

    /** The same tenure, one version on. */
    public Held renewed() {
      return new Held(version + 1, epoch, holder, planned, reason);
    }
  }

  /**
   * Given up after the VIP was withdrawn and seen to be gone: no one need wait.
   *
   * @param by the host that gave it up
   * @param intended the host that should take it first, if the release names one
   * @param planned true for a switchover that an operator asked for, false for a fault
   */
  record Released(
      long version,
      long epoch,
      HostName by,
      Optional<HostName> intended,
      boolean planned,
      String reason)
      implements LeaseRecord {}
}
