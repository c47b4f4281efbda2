package tandem.sip.transaction;

import tandem.sip.message.SipResponse;

/** What happens to a client transaction. */
public sealed interface ClientInput {

  /** The transaction user hands the request over. */
  record Begin() implements ClientInput {}

  record Received(SipResponse response) implements ClientInput {}

  /** The deadline has been reached. */
  record Timeout() implements ClientInput {}

  record TransportError() implements ClientInput {}
}
