package tandem.sip.layer;

import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionId;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;

/** What the transaction layer wants done, in order. */
public sealed interface LayerEffect {

  /** To the network. A failure comes back as {@link LayerInput.Unsent} of the transaction. */
  record Send(TransactionId transaction, Hop to, byte[] message) implements LayerEffect {}

  /** A new request for the user, who must respond to the key. */
  record Incoming(TransactionKey key, Hop from, SipRequest request) implements LayerEffect {}

  /** A response to a request of the user. */
  record Response(ClientKey key, SipResponse response) implements LayerEffect {}

  /**
   * A request of the user ended without an answer.
   *
   * @param status what to take it for: 408 nobody answered, 503 it could not be sent (RFC 3261
   *     §8.1.3.1) or there was no room for it, 487 it was cancelled and never answered (§9.1)
   */
  record Failed(ClientKey key, SipRequest request, int status) implements LayerEffect {}

  /** The INVITE has been cancelled: the user answers it 487 if it has not answered yet (§9.2). */
  record Cancelled(TransactionKey invite) implements LayerEffect {}

  /** The ACK of a 2xx (RFC 6026 §7.1). */
  record Acknowledged(TransactionKey invite, SipRequest ack) implements LayerEffect {}

  /** Timer H: the final response to an INVITE was never acknowledged. */
  record Unacknowledged(TransactionKey invite) implements LayerEffect {}

  /** A response could not be sent. */
  record Undelivered(TransactionKey key) implements LayerEffect {}

  /** An ACK that matches no transaction: of a 2xx long sent, or of another element's. */
  record StrayAck(Hop from, SipRequest ack) implements LayerEffect {}

  /** A response that matches no transaction. RFC 6026 §8.9: it is not to be forwarded. */
  record StrayResponse(Hop from, SipResponse response) implements LayerEffect {}

  /** The transaction is out of its table. */
  record Ended(TransactionId transaction) implements LayerEffect {}
}
