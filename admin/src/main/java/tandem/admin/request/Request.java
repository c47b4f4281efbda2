package tandem.admin.request;

import java.util.Optional;

/** What an operator may ask of the local agent. */
public sealed interface Request {

  /** Answered with the status once. */
  record Status() implements Request {}

  /** Answered with the status now and at each change, until the operator hangs up. */
  record Watch() implements Request {}

  /**
   * A planned change of primary.
   *
   * @param to the host that shall be primary; empty for the one that is not
   * @param force even if that host is not ready or not in sync
   * @param await answer when the switchover has ended, not when it was accepted
   */
  record Switchover(Optional<String> to, boolean force, boolean await) implements Request {}

  /**
   * Takes a host out of service, or back.
   *
   * @param host empty for the host of the agent that is asked
   * @param force even if that leaves the group without a primary
   */
  record Maintenance(Optional<String> host, boolean on, boolean force) implements Request {}

  /**
   * @param since only events of a greater position
   * @param follow keep sending later ones until the operator hangs up
   */
  record Events(long since, boolean follow) implements Request {}
}
