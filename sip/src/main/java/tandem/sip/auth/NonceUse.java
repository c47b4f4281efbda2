package tandem.sip.auth;

import tandem.platform.time.Moment;

/**
 * Which counts of a nonce have been used: a window of 64 below the highest, because requests may
 * overtake each other.
 *
 * @param window bit <i>i</i> is set if {@code highest - i} has been used
 */
public record NonceUse(String nonce, Moment issued, long highest, long window) {

  static NonceUse first(String nonce, Moment issued, long count) {
    return new NonceUse(nonce, issued, count, 1);
  }

  /** RFC 7616 §5.5: a count that was used, or is too old to know, is a replay. */
  boolean isReplay(long count) {
    long age = highest - count;
    return age >= 0 && (age >= Long.SIZE || (window >>> age & 1) != 0);
  }

  NonceUse with(long count) {
    long ahead = count - highest;
    if (ahead <= 0) {
      return new NonceUse(nonce, issued, highest, window | 1L << -ahead);
    }
    long shifted = ahead >= Long.SIZE ? 0 : window << ahead;
    return new NonceUse(nonce, issued, count, shifted | 1);
  }
}
