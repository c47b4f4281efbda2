package tandem.cluster.group;

import tandem.cluster.lease.Holder;
import tandem.platform.time.Moment;

/**
 * What hosts of a group say to each other directly, so that a right can pass from one to the other
 * without a compare-and-set in between. Either kind may be lost, late or repeated.
 */
public sealed interface Letter {

  /**
   * From a backup that is ready, to the holder, at each renewal it sees.
   *
   * @param heir the run of the agent that says it
   * @param mark the moment it was said, on the heir's own clock; means nothing to anybody else
   */
  record StandingBy(Holder heir, Moment mark) implements Letter {}

  /**
   * From a holder whose VIPs are gone and which will never act on {@code epoch} again, to one heir.
   *
   * @param by the holder that gives its right up
   * @param mark the newest of the heir's marks that {@code by} had heard when it sent the renewal
   *     which it knows to be applied
   */
  record HandOver(Holder by, long epoch, Holder heir, Moment mark, boolean planned, String reason)
      implements Letter {}
}
