package tandem.sip.header;

import java.util.Optional;
import java.util.OptionalInt;
import tandem.sip.message.Ascii;
import tandem.sip.message.Parameters;

/**
 * RFC 3326 §2: why a request was sent.
 *
 * @param protocol {@code SIP}, {@code Q.850} or another token
 */
public record Reason(String protocol, Parameters parameters) {

  public static Reason sip(int status, String text) {
    return new Reason(
        "SIP",
        Parameters.NONE
            .with("cause", Integer.toString(status))
            .with("text", Parameters.quote(text)));
  }

  /** Empty if the text is malformed. Never throws. */
  public static Optional<Reason> parse(String text) {
    Cursor in = new Cursor(text);
    String protocol = in.token();
    return Ascii.isToken(protocol)
        ? Parameters.parse(in.rest()).map(parameters -> new Reason(protocol, parameters))
        : Optional.empty();
  }

  public OptionalInt cause() {
    long cause = Ascii.number(parameters.get("cause").orElse(""), 999);
    return cause < 0 ? OptionalInt.empty() : OptionalInt.of((int) cause);
  }

  /** Without its quotes. */
  public Optional<String> text() {
    return parameters.unquoted("text");
  }

  @Override
  public String toString() {
    return protocol + parameters;
  }
}
