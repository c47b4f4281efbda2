package tandem.sip.auth;

import java.time.Duration;
import java.util.List;

/**
 * How a digest server behaves.
 *
 * @param offered the algorithms it offers, the one it prefers first (RFC 8760 §2.3)
 * @param nonceLifetime after it a nonce is stale
 * @param maxNonces nonces in use that are remembered; beyond, the oldest becomes stale early
 * @param key secret of at least 16 bytes that marks the nonces as ours; a new epoch takes another,
 *     because the moments in the nonces of another host say nothing here
 */
public record DigestRules(
    String realm, List<Algorithm> offered, Duration nonceLifetime, int maxNonces, byte[] key) {

  public DigestRules {
    offered = List.copyOf(offered);
    key = key.clone();
    if (offered.isEmpty()) {
      throw new IllegalArgumentException("offered must name at least one algorithm");
    }
    if (nonceLifetime.isNegative() || nonceLifetime.isZero()) {
      throw new IllegalArgumentException(
          "nonceLifetime " + nonceLifetime + " must be longer than 0");
    }
    if (maxNonces < 1) {
      throw new IllegalArgumentException("maxNonces " + maxNonces + " must be at least 1");
    }
    if (key.length < 16) {
      throw new IllegalArgumentException("key must have at least 16 bytes");
    }
  }

  @Override
  public byte[] key() {
    return key.clone();
  }
}
