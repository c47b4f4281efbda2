package tandem.sip.header;

import java.util.Optional;
import tandem.sip.message.Parameters;

/**
 * One value of Warning (RFC 3261 §20.43).
 *
 * @param code 300 to 399
 * @param agent the host or pseudonym that warns
 * @param text without its quotes
 */
public record Warning(int code, String agent, String text) {

  /** Empty if the text is malformed. Never throws. */
  public static Optional<Warning> parse(String value) {
    Cursor in = new Cursor(value);
    long code = in.number(999);
    String agent = in.until("\"");
    String text = in.peek() == '"' ? in.enclosed('"', '"') : "";
    return code < 100 || agent.isEmpty() || text.isEmpty() || !in.atEnd()
        ? Optional.empty()
        : Optional.of(new Warning((int) code, agent, Parameters.unquote(text)));
  }

  @Override
  public String toString() {
    return code + " " + agent + " " + Parameters.quote(text);
  }
}
