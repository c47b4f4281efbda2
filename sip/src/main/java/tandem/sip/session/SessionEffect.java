package tandem.sip.session;

import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionKey;

/** What a session wants done, in order. */
public sealed interface SessionEffect {

  /** To the transaction layer; an ACK passes it without a transaction. */
  record Send(SipRequest request) implements SessionEffect {}

  /** To the transaction layer. */
  record Respond(TransactionKey key, SipResponse response) implements SessionEffect {}

  /** An INVITE or UPDATE that the user has to accept or refuse. */
  record Offered(SipRequest request) implements SessionEffect {}

  /** Another request for the user, who has to respond to the transaction layer. */
  record Asked(TransactionKey key, SipRequest request) implements SessionEffect {}

  /** The INVITE that has made this early dialog is to be cancelled (RFC 3261 §9.1). */
  record GiveUp(ClientKey invite) implements SessionEffect {}

  /** A provisional response to our INVITE. */
  record Progressed(SipResponse response) implements SessionEffect {}

  /** Our INVITE or UPDATE was accepted, and is acknowledged unless it holds an offer. */
  record Accepted(SipResponse response) implements SessionEffect {}

  /** Our INVITE or UPDATE was refused; the session is as it was before. */
  record Refused(int status) implements SessionEffect {}

  /** RFC 3261 §14.1: after a 491 it is time to try the change again, if it is still wanted. */
  record TryAgain() implements SessionEffect {}

  /** Another request of ours was answered. */
  record Answered(ClientKey key, SipResponse response) implements SessionEffect {}

  /** The ACK of our 2xx has come. */
  record Established(SipRequest ack) implements SessionEffect {}

  /** The session is over. */
  record Ended(Why why) implements SessionEffect {}

  /** Why a session is over. */
  enum Why {
    BYE_SENT,
    BYE_RECEIVED,
    CANCELLED,
    REFUSED,
    /** RFC 3261 §13.3.1.4: our 2xx was never acknowledged. */
    NO_ACK,
    /** RFC 3262 §3: our reliable provisional response was never acknowledged. */
    NO_PRACK,
    /** RFC 4028 §10. */
    EXPIRED,
    /** RFC 3261 §12.2.1.2: 408 or 481 to a request in the dialog. */
    LOST
  }
}
