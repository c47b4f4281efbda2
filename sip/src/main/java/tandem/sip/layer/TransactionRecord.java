package tandem.sip.layer;

import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.InviteClient;
import tandem.sip.transaction.InviteServer;
import tandem.sip.transaction.NonInviteClient;
import tandem.sip.transaction.NonInviteServer;
import tandem.sip.transaction.TransactionId;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;

/** All there is to know of one transaction: the row of a table. */
public sealed interface TransactionRecord {

  TransactionId key();

  /** Where its messages go. */
  Hop hop();

  SipRequest request();

  /** Whether an INVITE of ours is being cancelled, RFC 3261 §9.1. */
  sealed interface Cancelling {

    record No() implements Cancelling {}

    /** As soon as a provisional response has come. */
    record Wanted() implements Cancelling {}

    /** CANCEL is sent; if no final response comes until {@code end}, the INVITE is given up. */
    record Sent(Moment end) implements Cancelling {}

    default Optional<Moment> deadline() {
      return this instanceof Sent(Moment end) ? Optional.of(end) : Optional.empty();
    }
  }

  record OfInviteClient(
      ClientKey key, Hop hop, SipRequest request, InviteClient.State state, Cancelling cancelling)
      implements TransactionRecord {}

  record OfNonInviteClient(ClientKey key, Hop hop, SipRequest request, NonInviteClient.State state)
      implements TransactionRecord {}

  record OfInviteServer(TransactionKey key, Hop hop, SipRequest request, InviteServer.State state)
      implements TransactionRecord {}

  record OfNonInviteServer(
      TransactionKey key, Hop hop, SipRequest request, NonInviteServer.State state)
      implements TransactionRecord {}
}
