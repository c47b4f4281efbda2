package tandem.sip.session;

import tandem.sip.message.SipRequest;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionKey;

/**
 * The INVITE or UPDATE of a session that has no final answer yet. At most one at a time each way.
 */
public sealed interface Invited {

  record No() implements Invited {}

  /**
   * We asked.
   *
   * @param cseq its number, which its ACK shares
   */
  record ByUs(ClientKey key, String method, long cseq) implements Invited {}

  /** They asked; the user has to answer. */
  record ByThem(TransactionKey key, SipRequest request) implements Invited {}
}
