package tandem.sip.transaction;

/** Why a transaction ended. */
public enum End {
  /** As it should. */
  DONE,
  /** Timer B, F or H: nobody answered. The user of a client transaction sees a 408. */
  TIMED_OUT,
  /** The message could not be sent. The user of a client transaction sees a 503. */
  UNSENT
}
