package tandem.sip.header;

import java.util.Optional;

/**
 * RFC 3261 §20.38: when a request was sent, by the clock of its sender, and how long the answer
 * took.
 *
 * @param sent seconds, as they came
 * @param delay seconds, as they came; empty in a request
 */
public record Timestamp(String sent, Optional<String> delay) {

  /** Empty if the text is malformed. Never throws. */
  public static Optional<Timestamp> parse(String text) {
    Cursor in = new Cursor(text);
    String sent = in.until("");
    String delay = in.until("");
    boolean sound = isDecimal(sent) && (delay.isEmpty() || isDecimal(delay)) && in.atEnd();
    return sound
        ? Optional.of(new Timestamp(sent, delay.isEmpty() ? Optional.empty() : Optional.of(delay)))
        : Optional.empty();
  }

  private static boolean isDecimal(String text) {
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      dots += c == '.' ? 1 : 0;
      if (c != '.' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return !text.isEmpty() && text.charAt(0) != '.' && dots < 2;
  }

  @Override
  public String toString() {
    return sent + delay.map(d -> " " + d).orElse("");
  }
}
