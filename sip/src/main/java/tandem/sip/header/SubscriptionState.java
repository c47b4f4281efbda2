package tandem.sip.header;

import java.util.Optional;
import java.util.OptionalLong;
import tandem.sip.message.Ascii;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipMessage;

/**
 * RFC 6665 §8.2.3.
 *
 * @param state {@code active}, {@code pending}, {@code terminated} or another token
 */
public record SubscriptionState(String state, Parameters parameters) {

  public static SubscriptionState active(long expiresSeconds) {
    return new SubscriptionState(
        "active", Parameters.NONE.with("expires", Long.toString(expiresSeconds)));
  }

  public static SubscriptionState terminated(String reason) {
    return new SubscriptionState("terminated", Parameters.NONE.with("reason", reason));
  }

  /** Empty if the text is malformed. Never throws. */
  public static Optional<SubscriptionState> parse(String text) {
    Cursor in = new Cursor(text);
    String state = in.token();
    return Ascii.isToken(state)
        ? Parameters.parse(in.rest()).map(parameters -> new SubscriptionState(state, parameters))
        : Optional.empty();
  }

  public boolean isActive() {
    return state.equalsIgnoreCase("active");
  }

  public boolean isPending() {
    return state.equalsIgnoreCase("pending");
  }

  public boolean isTerminated() {
    return state.equalsIgnoreCase("terminated");
  }

  public OptionalLong expires() {
    return seconds("expires");
  }

  public OptionalLong retryAfter() {
    return seconds("retry-after");
  }

  public Optional<String> reason() {
    return parameters.get("reason");
  }

  private OptionalLong seconds(String name) {
    long value = Ascii.clamped(parameters.get(name).orElse(""), SipMessage.MAX_SECONDS);
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  @Override
  public String toString() {
    return state + parameters;
  }
}
