package tandem.sip.layer;

import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionId;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;

/** What happens to the transaction layer. */
public sealed interface LayerInput {

  /**
   * A message has come. The transport has noted in its top Via where a request came from (RFC 3261
   * §18.2.1).
   */
  record Received(Hop from, SipMessage message) implements LayerInput {}

  /**
   * The user sends a request, complete with a Via whose branch is unique. An ACK for a 2xx passes
   * without a transaction (RFC 3261 §13.2.2.4).
   */
  record Request(SipRequest request, Hop to) implements LayerInput {}

  /** The user answers a request. A key that is not known any more is ignored. */
  record Respond(TransactionKey key, SipResponse response) implements LayerInput {}

  /** The user gives up an INVITE it sent; ignored when it has a final response (§9.1). */
  record Cancel(ClientKey invite) implements LayerInput {}

  /** The edge could not send what this transaction wanted sent. */
  record Unsent(TransactionId transaction) implements LayerInput {}

  /** The deadline has been reached. */
  record Timeout() implements LayerInput {}
}
