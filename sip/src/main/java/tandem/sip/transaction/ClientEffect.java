package tandem.sip.transaction;

import tandem.sip.message.SipResponse;

/** What a client transaction wants done, in order. */
public sealed interface ClientEffect {

  /** To the next hop of the request. */
  record Send(byte[] message) implements ClientEffect {}

  /** To the transaction user. */
  record Deliver(SipResponse response) implements ClientEffect {}

  /** The last effect: the transaction is no more. */
  record Ended(End why) implements ClientEffect {}
}
