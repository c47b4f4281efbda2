package tandem.sip.sdp;

import java.util.Optional;

/**
 * RFC 8866 §5.7, a unicast address.
 *
 * @param addressType {@code IP4} or {@code IP6}
 */
public record Connection(String addressType, String address) {

  /** {@code IN IP4 192.0.2.1}; a TTL behind a slash is left out. Empty if it is anything else. */
  static Optional<Connection> parse(String value) {
    String[] words = value.split(" ", -1);
    if (words.length != 3 || !words[0].equals("IN") || words[1].isEmpty()) {
      return Optional.empty();
    }
    String address = words[2].split("/", -1)[0];
    return address.isEmpty() ? Optional.empty() : Optional.of(new Connection(words[1], address));
  }

  /** RFC 3264 §8.4: how RFC 2543 peers put a call on hold. */
  public boolean isUnspecified() {
    return address.equals("0.0.0.0");
  }

  @Override
  public String toString() {
    return "IN " + addressType + " " + address;
  }
}
