package tandem.sip.transaction;

/** What happens to a server transaction. */
public sealed interface ServerInput {

  /** The request that opens the transaction. */
  record Begin() implements ServerInput {}

  /** The request has come again. */
  record Again() implements ServerInput {}

  /** An ACK that matches; for INVITE only. */
  record Acknowledged() implements ServerInput {}

  /**
   * The transaction user answers.
   *
   * @param status 100 to 699
   */
  record Respond(int status, byte[] response) implements ServerInput {}

  /** The deadline has been reached. */
  record Timeout() implements ServerInput {}

  record TransportError() implements ServerInput {}
}
