package tandem.sip.sdp;

import java.util.List;
import java.util.Optional;
import tandem.sip.message.Ascii;

/**
 * One stream: the line {@code m=} (RFC 8866 §5.14) with what holds for it from its own section or
 * the session's.
 *
 * @param kind {@code audio}, {@code video}, …
 * @param port 0 if the stream is refused or off (RFC 3264 §6)
 * @param ports consecutive ones, 1 if not said
 * @param connection empty only if the description is none that could be used
 */
public record Media(
    String kind,
    int port,
    int ports,
    String protocol,
    List<String> formats,
    Optional<Connection> connection,
    Direction direction) {

  /** The words of a line {@code m=} before connection and direction are known; empty if bad. */
  static Optional<Media> parse(String value) {
    String[] words = value.split(" ", -1);
    if (words.length < 4 || words[0].isEmpty() || words[2].isEmpty()) {
      return Optional.empty();
    }
    String[] port = words[1].split("/", -1);
    long first = Ascii.number(port[0], 65_535);
    long count = port.length == 1 ? 1 : Ascii.number(port[1], 65_535);
    return first < 0 || count < 1 || port.length > 2
        ? Optional.empty()
        : Optional.of(
            new Media(
                words[0],
                (int) first,
                (int) count,
                words[2],
                List.of(words).subList(3, words.length),
                Optional.empty(),
                Direction.SENDRECV));
  }

  Media with(Optional<Connection> effective, Direction flow) {
    return new Media(kind, port, ports, protocol, formats, effective, flow);
  }

  public boolean isOff() {
    return port == 0;
  }

  /**
   * RFC 3264 §8.4: whether its writer does not want to hear the other, by direction or, as in RFC
   * 2543, by the address 0.0.0.0.
   */
  public boolean isHeld() {
    return !direction.receives() || connection.filter(Connection::isUnspecified).isPresent();
  }
}
