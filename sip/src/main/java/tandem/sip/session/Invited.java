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
   * @param offered whether it holds an offer; if not, the 2xx does
   */
  record ByUs(ClientKey key, String method, long cseq, boolean offered) implements Invited {}

  /** They asked; the user has to answer. */
  record ByThem(TransactionKey key, SipRequest request) implements Invited {}
}
