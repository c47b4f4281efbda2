package tandem.sip.session;

import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.dialog.Dialog;
import tandem.sip.message.SipResponse;
import tandem.sip.transaction.ClientKey;

/** All there is to know of one session: the row of a table. */
public record SessionRecord(
    Dialog dialog,
    Negotiation negotiation,
    Invited invite,
    Invited update,
    Provisionals provisionals,
    Confirmation confirmation,
    Optional<SessionClock> clock,
    Optional<Moment> retry) {

  /**
   * RFC 3262: reliable provisional responses both ways.
   *
   * @param sent the one that waits for its PRACK
   * @param held the final response that waits behind it (§3)
   * @param rseq of the last one sent, 0 before the first
   * @param seen RSeq of the last one received, 0 before the first
   */
  public record Provisionals(
      Optional<Repeat> sent, Optional<SipResponse> held, long rseq, long seen) {
    static final Provisionals NONE = new Provisionals(Optional.empty(), Optional.empty(), 0, 0);
  }

  /**
   * The ends of INVITE and BYE.
   *
   * @param accepted our 2xx that waits for its ACK
   * @param acked the ACK we sent last
   * @param unacked CSeq number of an INVITE whose 2xx offers, and whose ACK waits for the user
   * @param byeWanted the user has hung up, but our 2xx is not acknowledged (RFC 3261 §15)
   * @param bye our BYE that waits for its answer
   */
  public record Confirmation(
      Optional<Repeat> accepted,
      Optional<Acked> acked,
      Optional<Long> unacked,
      boolean byeWanted,
      Optional<ClientKey> bye) {
    static final Confirmation NONE =
        new Confirmation(
            Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());
  }
}
