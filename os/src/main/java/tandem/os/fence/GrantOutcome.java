package tandem.os.fence;

import java.time.Duration;
import tandem.platform.time.Moment;

/** What became of a grant that was made under a right with an end. */
public sealed interface GrantOutcome {

  /**
   * The kernel holds the grant and ends it by itself no later than {@code endsBy}.
   *
   * @param took from the clock reading before the call to the one after it
   */
  record Granted(Moment endsBy, Duration took) implements GrantOutcome {}

  /**
   * The right had ended before the grant was in place, or, without an absolute deadline, pauses
   * kept the call from being made cleanly. The VIPs are muted.
   *
   * @param late how long after the end of the right this was noticed; negative if it had not ended
   */
  record Overrun(Duration late) implements GrantOutcome {}
}
