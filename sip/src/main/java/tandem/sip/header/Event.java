package tandem.sip.header;

import java.util.Optional;
import tandem.sip.message.Ascii;
import tandem.sip.message.Parameters;

/**
 * RFC 6665 §8.2.1: what a subscription is about.
 *
 * @param type the event package with its templates, for example {@code presence.winfo}
 */
public record Event(String type, Parameters parameters) {

  public static Event of(String type) {
    return new Event(type, Parameters.NONE);
  }

  /** Empty if the text is malformed. Never throws. */
  public static Optional<Event> parse(String text) {
    Cursor in = new Cursor(text);
    String type = in.token();
    return Ascii.isToken(type)
        ? Parameters.parse(in.rest()).map(parameters -> new Event(type, parameters))
        : Optional.empty();
  }

  public Optional<String> id() {
    return parameters.get("id");
  }

  /** RFC 6665 §8.2.1: package and {@code id} byte by byte; other parameters do not count. */
  public boolean matches(Event other) {
    return type.equals(other.type) && id().equals(other.id());
  }

  @Override
  public String toString() {
    return type + parameters;
  }
}
