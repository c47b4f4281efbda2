package tandem.sip.header;

import java.util.Locale;
import java.util.Optional;
import tandem.sip.message.Ascii;
import tandem.sip.message.Parameters;

/**
 * One value of Content-Type or Accept (RFC 3261 §20.15, §20.1).
 *
 * @param type in lower case, {@code *} for any
 * @param subtype in lower case, {@code *} for any
 */
public record MediaType(String type, String subtype, Parameters parameters) {

  /** Empty if the text is malformed. Never throws. */
  public static Optional<MediaType> parse(String text) {
    Cursor in = new Cursor(text);
    String type = in.token().toLowerCase(Locale.ROOT);
    if (!Ascii.isToken(type) || !in.take('/')) {
      return Optional.empty();
    }
    String subtype = in.token().toLowerCase(Locale.ROOT);
    return Ascii.isToken(subtype)
        ? Parameters.parse(in.rest()).map(list -> new MediaType(type, subtype, list))
        : Optional.empty();
  }

  /** Whether it is {@code type/subtype}, given in lower case. */
  public boolean is(String name) {
    return name.equals(type + "/" + subtype);
  }

  /** As a range of Accept: whether it covers {@code type/subtype}, given in lower case. */
  public boolean covers(String name) {
    return type.equals("*") || subtype.equals("*") && name.startsWith(type + "/") || is(name);
  }

  /** In thousandths, 0 to 1000; 1000 if there is none or it is malformed. */
  public int q() {
    return parameters.get("q").map(Ascii::qvalue).filter(q -> q >= 0).orElse(1_000);
  }

  @Override
  public String toString() {
    return type + "/" + subtype + parameters;
  }
}
