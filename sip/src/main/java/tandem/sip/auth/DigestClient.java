package tandem.sip.auth;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Answers challenges: RFC 3261 §22.2, RFC 7616 §3.4. A client is a value: each answer comes with
 * the client to use next, whose nonce count has gone up.
 *
 * @param challenge the one that is being answered
 * @param used how often its nonce has been used
 */
public record DigestClient(Login login, Challenge challenge, long used) {

  /** Who asks. */
  public record Login(String username, String password) {
    @Override
    public String toString() {
      return "Login[" + username + "]";
    }
  }

  /** The value of an Authorization or Proxy-Authorization header field, and the next client. */
  public record Answer(Credentials credentials, DigestClient next) {}

  /**
   * A client for the strongest of the challenges (RFC 8760 §2.4); empty if none is understood.
   *
   * @param headers the values of WWW-Authenticate or Proxy-Authenticate
   */
  public static Optional<DigestClient> of(Login login, List<String> headers) {
    return headers.stream()
        .flatMap(header -> Challenge.parse(header).stream())
        .max(Comparator.comparing(Challenge::algorithm))
        .map(challenge -> new DigestClient(login, challenge, 0));
  }

  /**
   * Whether a second challenge is worth an answer: the first was refused for its age only, or it is
   * another one (RFC 3261 §22.2: the same credentials are not tried again).
   */
  public boolean mayRetry(Challenge second) {
    return second.stale() || used == 0 || !second.realm().equals(challenge.realm());
  }

  /**
   * @param uri the Request-URI
   * @param cnonce never used before with this nonce; unused in an answer to RFC 2069
   */
  public Answer answer(String method, String uri, String cnonce) {
    long count = used + 1;
    Credentials credentials =
        new Credentials(
            login.username(),
            challenge.realm(),
            challenge.nonce(),
            uri,
            challenge.algorithm(),
            "",
            challenge.opaque(),
            challenge.qopAuth()
                ? Optional.of(new Credentials.Count(count, cnonce))
                : Optional.empty());
    String digest = credentials.expected(ha1(), method);
    return new Answer(credentials.withResponse(digest), new DigestClient(login, challenge, count));
  }

  private String ha1() {
    return challenge.algorithm().hash(login.username(), challenge.realm(), login.password());
  }

  /**
   * RFC 7616 §3.5: whether Authentication-Info proves that the server knows the password too.
   *
   * @param sent the credentials it answers
   */
  public boolean isProven(Credentials sent, String info) {
    return DigestFields.parse("Digest " + info)
        .flatMap(fields -> fields.get("rspauth"))
        .map(proof -> proof.equalsIgnoreCase(sent.expectedOfServer(ha1())))
        .orElse(false);
  }

  /**
   * RFC 7616 §3.5: the client that uses the nonce announced by {@code nextnonce}, if there is one.
   */
  public DigestClient afterInfo(String info) {
    return DigestFields.parse("Digest " + info)
        .flatMap(fields -> fields.get("nextnonce"))
        .map(nonce -> new DigestClient(login, withNonce(nonce), 0))
        .orElse(this);
  }

  private Challenge withNonce(String nonce) {
    return new Challenge(
        challenge.realm(),
        nonce,
        challenge.algorithm(),
        challenge.opaque(),
        false,
        challenge.qopAuth());
  }
}
