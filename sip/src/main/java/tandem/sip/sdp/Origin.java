package tandem.sip.sdp;

import java.util.Optional;
import tandem.sip.message.Ascii;

/**
 * RFC 8866 §5.2.
 *
 * @param sessionId digits, of any size
 * @param version grows with each change of the description (RFC 3264 §8)
 */
public record Origin(String username, String sessionId, long version, Connection connection) {

  private static final long MAX_VERSION = Long.MAX_VALUE / 16;

  static Optional<Origin> parse(String value) {
    String[] words = value.split(" ", 4);
    // RFC 8866 §5.2: the address of an origin is a unicast one, which has no TTL behind a slash.
    if (words.length != 4
        || words[0].isEmpty()
        || words[3].indexOf('/') >= 0
        || Ascii.clamped(words[1], 1) < 0) {
      return Optional.empty();
    }
    long version = Ascii.clamped(words[2], MAX_VERSION);
    return version < 0
        ? Optional.empty()
        : Connection.parse(words[3]).map(at -> new Origin(words[0], words[1], version, at));
  }

  /** RFC 3264 §8: all but the version stay the same within a session. */
  public boolean isSameSession(Origin other) {
    return username.equals(other.username)
        && sessionId.equals(other.sessionId)
        && connection.equals(other.connection);
  }

  public Origin withVersion(long next) {
    return new Origin(username, sessionId, next, connection);
  }

  @Override
  public String toString() {
    return username + " " + sessionId + " " + version + " " + connection;
  }
}
