package tandem.sip.session;

/**
 * Who has offered a session description that is not answered yet: RFC 3264 §4, RFC 6337 §2.
 *
 * <pre>
 *   State         we offer      they offer    answered  refused
 *   NONE          OFFERED_BY_US OFFERED_TO_US -         -
 *   OFFERED_BY_US -             glare         AGREED    back
 *   OFFERED_TO_US -             glare         AGREED    back
 *   AGREED        OFFERED_BY_US OFFERED_TO_US -         -
 * </pre>
 *
 * @param agreed whether any offer has been answered in this session
 */
public record Negotiation(Open open, boolean agreed) {

  /** The offer that waits for its answer. */
  public enum Open {
    NOTHING,
    OURS,
    THEIRS
  }

  public static final Negotiation NONE = new Negotiation(Open.NOTHING, false);

  /** RFC 6337 §2.1: nobody may offer while an offer is open. */
  public boolean mayOffer() {
    return open == Open.NOTHING;
  }

  Negotiation offeredByUs() {
    return new Negotiation(Open.OURS, agreed);
  }

  Negotiation offeredToUs() {
    return new Negotiation(Open.THEIRS, agreed);
  }

  /** RFC 3261 §13.2.1: a description is an answer if an offer is open, else an offer itself. */
  Negotiation sent() {
    return open == Open.THEIRS ? answered() : offeredByUs();
  }

  Negotiation received() {
    return open == Open.OURS ? answered() : offeredToUs();
  }

  Negotiation answered() {
    return new Negotiation(Open.NOTHING, true);
  }

  /** RFC 3311 §5.2, RFC 3261 §14.1: a refused offer leaves the session as it was. */
  Negotiation refused() {
    return new Negotiation(Open.NOTHING, agreed);
  }
}
