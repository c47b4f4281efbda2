package tandem.sip.auth;

/** What a digest server says of a request's credentials. */
public sealed interface Verdict {

  /**
   * They are right.
   *
   * @param info value of an Authentication-Info header field for the response
   */
  record Accepted(String username, String info) implements Verdict {}

  /** To be challenged: there are no credentials of this realm, or they are wrong. */
  record Challenged(Reason reason) implements Verdict {}

  /** Why credentials were not accepted; for the log, not for the peer. */
  enum Reason {
    NONE,
    MALFORMED,
    /** The nonce is ours and too old: the challenge says {@code stale=true}. */
    STALE,
    FOREIGN_NONCE,
    REPLAY,
    NO_QOP,
    NOT_OFFERED,
    UNKNOWN_USER,
    WRONG_RESPONSE
  }
}
