package tandem.sip.session;

import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionKey;

/** What happens to a session. */
public sealed interface SessionInput {

  /** A request in its dialog. */
  record Incoming(TransactionKey key, SipRequest request) implements SessionInput {}

  /** An ACK of a 2xx in its dialog. */
  record Ack(SipRequest ack) implements SessionInput {}

  /** A response to a request of this session. */
  record Response(ClientKey key, SipResponse response) implements SessionInput {}

  /** A request of this session was never answered; 408, 487 or 503. */
  record Failed(ClientKey key, int status) implements SessionInput {}

  /** The caller has given up the INVITE we have not answered yet. */
  record Cancelled() implements SessionInput {}

  /** The user answers the INVITE provisionally, 101 to 199. */
  record Progress(int status, Sdp sdp) implements SessionInput {}

  /** The user accepts the INVITE or UPDATE that was put to it. */
  record Accept(Sdp sdp) implements SessionInput {}

  /** The user refuses it, 300 to 699. */
  record Refuse(int status) implements SessionInput {}

  /** The user answers the offer that came in a 2xx. */
  record Acknowledge(Sdp sdp) implements SessionInput {}

  /** The user changes the session by {@code INVITE} or {@code UPDATE}. */
  record Change(String method, Sdp sdp) implements SessionInput {}

  /**
   * The user sends another request in the dialog.
   *
   * @param headers name and value in turn
   */
  record Ask(String method, java.util.List<String> headers, Sdp body) implements SessionInput {}

  /** The user hangs up. */
  record Bye() implements SessionInput {}

  /** The deadline has been reached. */
  record Timeout() implements SessionInput {}
}
