package tandem.agent.health;

import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.cluster.role.RoleMessage;

/** What a {@link Supervisor} wants done. */
public sealed interface Effect {

  record Start(long run) implements Effect {}

  /** SIGKILL to the application and all it started. */
  record Kill(long run) implements Effect {}

  /** SIGTERM. */
  record Terminate(long run) implements Effect {}

  record Tell(RoleMessage.Down message) implements Effect {}

  /** Ask by SIP OPTIONS; answered by ProbeAnswered or ProbeFailed within the probe's deadline. */
  record Probe() implements Effect {}

  record RunRoleCommand(Role role, long epoch) implements Effect {}

  record StateChanged(ApplicationState state, boolean synced, String note) implements Effect {}

  record RoleTaken(Role role, long epoch) implements Effect {}

  record RoleRefused(Role role, long epoch, String reason) implements Effect {}

  record Log(String event, String text) implements Effect {}

  /** The application is down for good: the agent may end. */
  record Stopped() implements Effect {}
}
