package tandem.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tandem.platform.time.Moment;
import tandem.sip.auth.Verdict.Accepted;
import tandem.sip.auth.Verdict.Challenged;
import tandem.sip.auth.Verdict.Reason;

/**
 * Authenticates requests by digest: RFC 3261 §22, RFC 7616, RFC 8760. Only nonces that were used
 * with the right password are remembered, so nobody without one can fill the memory.
 */
public final class DigestServer {

  private final DigestRules rules;
  private final Secrets secrets;
  private final RandomGenerator random;
  private final Nonces nonces;
  private final Map<String, NonceUse> uses = new LinkedHashMap<>();
  private Optional<Moment> forgotten = Optional.empty();

  /**
   * @param random salts the nonces; they are kept from being forged by the key of the rules
   */
  public DigestServer(DigestRules rules, Secrets secrets, RandomGenerator random) {
    this.rules = rules;
    this.secrets = secrets;
    this.random = random;
    this.nonces = new Nonces(rules.key());
  }

  /** One challenge for each algorithm offered, in the order of preference (RFC 8760 §2.3). */
  public List<Challenge> challenges(Moment now, Reason reason) {
    String nonce = nonces.issue(now, random.nextLong());
    boolean stale = reason == Reason.STALE;
    return rules.offered().stream()
        .map(a -> new Challenge(rules.realm(), nonce, a, "", stale, true))
        .toList();
  }

  /**
   * Judges the credentials of a request.
   *
   * @param headers the values of its Authorization or Proxy-Authorization header fields
   */
  public Verdict check(Moment now, String method, List<String> headers) {
    Reason reason = Reason.NONE;
    for (String header : headers) {
      Optional<Credentials> parsed = Credentials.parse(header);
      if (parsed.isEmpty()) {
        reason = Reason.MALFORMED;
      } else if (parsed.get().realm().equals(rules.realm())) {
        // RFC 3261 §22.3: credentials of other realms are for other servers.
        return check(now, method, parsed.get());
      }
    }
    return new Challenged(reason);
  }

  private Verdict check(Moment now, String method, Credentials credentials) {
    if (!rules.offered().contains(credentials.algorithm())) {
      return new Challenged(Reason.NOT_OFFERED);
    }
    if (credentials.count().isEmpty()) {
      // Without a count a replay cannot be told: every challenge of ours offers qop.
      return new Challenged(Reason.NO_QOP);
    }
    Optional<Moment> issued = nonces.issued(credentials.nonce());
    if (issued.isEmpty()) {
      return new Challenged(Reason.FOREIGN_NONCE);
    }
    Optional<String> ha1 =
        secrets.ha1(credentials.username(), rules.realm(), credentials.algorithm());
    // An unknown user costs as much work as a wrong password, so that names cannot be probed.
    String expected = credentials.expected(ha1.orElse("unknown"), method);
    if (!sameText(expected, credentials.response()) || ha1.isEmpty()) {
      return new Challenged(ha1.isEmpty() ? Reason.UNKNOWN_USER : Reason.WRONG_RESPONSE);
    }
    return used(now, credentials, issued.get())
        .<Verdict>map(Challenged::new)
        .orElseGet(() -> new Accepted(credentials.username(), info(credentials, ha1.get())));
  }

  /** Notes the use of the nonce, or says why it may not be used. */
  private Optional<Reason> used(Moment now, Credentials credentials, Moment issued) {
    if (now.reached(issued.plus(rules.nonceLifetime())) || issued.isAfter(now)) {
      return Optional.of(Reason.STALE);
    }
    String nonce = credentials.nonce();
    long count = credentials.count().orElseThrow().nonceCount();
    NonceUse use = uses.get(nonce);
    if (use == null) {
      // What has been forgotten might be a replay: everything as old is stale.
      if (forgotten.isPresent() && !issued.isAfter(forgotten.get())) {
        return Optional.of(Reason.STALE);
      }
      makeRoom(now);
      uses.put(nonce, NonceUse.first(nonce, issued, count));
      return Optional.empty();
    }
    if (use.isReplay(count)) {
      return Optional.of(Reason.REPLAY);
    }
    uses.put(nonce, use.with(count));
    return Optional.empty();
  }

  /** Forgets nonces that are too old, and the first in use if there is no other way. */
  private void makeRoom(Moment now) {
    if (uses.size() < rules.maxNonces()) {
      return;
    }
    uses.values().removeIf(use -> now.reached(use.issued().plus(rules.nonceLifetime())));
    if (uses.size() >= rules.maxNonces()) {
      NonceUse eldest = uses.values().iterator().next();
      uses.remove(eldest.nonce());
      forgotten =
          Optional.of(
              forgotten.map(f -> Moment.latest(f, eldest.issued())).orElse(eldest.issued()));
    }
  }

  /** RFC 7616 §3.5. */
  private static String info(Credentials credentials, String ha1) {
    Credentials.Count count = credentials.count().orElseThrow();
    return "qop=auth, rspauth=\""
        + credentials.expectedOfServer(ha1)
        + "\", cnonce="
        + DigestFields.quoted(count.cnonce())
        + ", nc="
        + count.digits();
  }

  /** Takes as long whether the texts differ early or late. */
  private static boolean sameText(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII),
        given.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
  }

  /** The nonces in use, oldest use first. */
  public Stream<NonceUse> uses() {
    return uses.values().stream();
  }

  /** Takes over what another server with the same key remembered. */
  public void restore(NonceUse use) {
    uses.put(use.nonce(), use);
  }
}
