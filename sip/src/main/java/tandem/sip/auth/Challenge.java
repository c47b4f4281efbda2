package tandem.sip.auth;

import java.util.Arrays;
import java.util.Optional;

/**
 * The value of a WWW-Authenticate or Proxy-Authenticate header field, RFC 7616 §3.3.
 *
 * @param opaque to be returned as it came; empty if there is none
 * @param stale the credentials were right, their nonce was too old
 * @param qopAuth whether {@code qop=auth} is offered; if not, the challenge is one of RFC 2069
 */
public record Challenge(
    String realm,
    String nonce,
    Algorithm algorithm,
    String opaque,
    boolean stale,
    boolean qopAuth) {

  /** Longest header value looked at. */
  public static final int MAX_LENGTH = 4_096;

  /** Empty if it is malformed or asks for what is not spoken here. Never throws. */
  public static Optional<Challenge> parse(String header) {
    if (header.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    return DigestFields.parse(header).flatMap(Challenge::of);
  }

  private static Optional<Challenge> of(DigestFields fields) {
    Optional<Algorithm> algorithm = Algorithm.named(fields.get("algorithm").orElse("MD5"));
    Optional<String> qop = fields.get("qop");
    boolean auth =
        qop.isPresent()
            && Arrays.stream(qop.get().split(","))
                .anyMatch(q -> q.strip().equalsIgnoreCase("auth"));
    if (algorithm.isEmpty()
        || fields.get("realm").isEmpty()
        || fields.orEmpty("nonce").isEmpty()
        || qop.isPresent() && !auth) {
      return Optional.empty();
    }
    return Optional.of(
        new Challenge(
            fields.orEmpty("realm"),
            fields.orEmpty("nonce"),
            algorithm.get(),
            fields.orEmpty("opaque"),
            fields.orEmpty("stale").equalsIgnoreCase("true"),
            auth));
  }

  /** The value of the header field. */
  @Override
  public String toString() {
    return "Digest realm="
        + DigestFields.quoted(realm)
        + ", nonce="
        + DigestFields.quoted(nonce)
        + (opaque.isEmpty() ? "" : ", opaque=" + DigestFields.quoted(opaque))
        + (stale ? ", stale=true" : "")
        + ", algorithm="
        + algorithm.text()
        + (qopAuth ? ", qop=\"auth\"" : "");
  }
}
