package tandem.cluster.role;

/**
 * The protocol between the agent and the application it supervises, over a Unix socket (see
 * docs/role-protocol.md). One message a line; {@link RoleCodec} reads and writes it.
 */
public sealed interface RoleMessage {

  /** From the application. */
  sealed interface Up extends RoleMessage {}

  /** From the agent. */
  sealed interface Down extends RoleMessage {}

  /**
   * The first message of a connection.
   *
   * @param application its name, for people
   * @param pid its process id
   * @param protocol version of this protocol, 1
   */
  record Hello(String application, long pid, int protocol) implements Up {}

  /** Sent after {@link Hello} and at each change. */
  record Status(Role role, ApplicationState state, String reason) implements Up {}

  /**
   * The role of {@code ref} has been taken on: requests are answered (primary) or no longer
   * answered (backup).
   */
  record RoleChanged(long ref, Role role, long epoch) implements Up {}

  /** The role of {@code ref} could not be taken on. */
  record RoleRefused(long ref, String reason) implements Up {}

  /** Answer to {@link Ping}, sent from the application's main loop, so that a hang is seen. */
  record Pong(long sequence) implements Up {}

  /** Take on {@code role}. An epoch lower than the last one seen is refused. */
  record ChangeRole(long ref, Role role, long epoch) implements Down {}

  record Ping(long sequence) implements Down {}

  /** Finish what runs, take nothing new, then exit. */
  record Suspend() implements Down {}

  /** Exit now. */
  record Exit() implements Down {}
}
