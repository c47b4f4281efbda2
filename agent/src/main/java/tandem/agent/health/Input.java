package tandem.agent.health;

import tandem.cluster.role.Role;
import tandem.cluster.role.RoleMessage;

/** What may happen to a {@link Supervisor}. {@code run} numbers the starts of the application. */
public sealed interface Input {

  record Tick() implements Input {}

  record Started(long run, long pid) implements Input {}

  record StartFailed(long run, String reason) implements Input {}

  record Exited(long run, String how) implements Input {}

  /** The process of this run is dead; its sockets and its exit status come later. */
  record Died(long run) implements Input {}

  record Said(RoleMessage.Up message) implements Input {}

  /** The application's connection to the role socket ended. */
  record Disconnected() implements Input {}

  /** The SIP status code of the answer to a probe. */
  record ProbeAnswered(int status) implements Input {}

  record ProbeFailed(String reason) implements Input {}

  record RoleCommandEnded(Role role, long epoch, boolean done, String reason) implements Input {}

  record ChangeRole(Role role, long epoch) implements Input {}

  record Kill(String reason) implements Input {}

  record Stop() implements Input {}
}
