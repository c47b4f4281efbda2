package tandem.sip.transaction;

/** What a server transaction wants done, in order. */
public sealed interface ServerEffect {

  /** Back to where the request came from. */
  record Send(byte[] response) implements ServerEffect {}

  /** The request goes to the transaction user. */
  record Deliver() implements ServerEffect {}

  /** RFC 6026 §7.1: the ACK of a 2xx goes to the transaction user. */
  record DeliverAck() implements ServerEffect {}

  /** RFC 6026 §8.8: the transaction user learns of it, the transaction stays. */
  record Unsent() implements ServerEffect {}

  /** The last effect: the transaction is no more. */
  record Ended(End why) implements ServerEffect {}
}
