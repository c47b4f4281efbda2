package tandem.sip.header;

import java.util.Optional;
import tandem.sip.message.Ascii;
import tandem.sip.message.Parameters;

/** RFC 3891 §6.1: the dialog that an INVITE is to take the place of. */
public record Replaces(String callId, String toTag, String fromTag, boolean earlyOnly) {

  /** Empty if the text is malformed. Never throws. */
  public static Optional<Replaces> parse(String text) {
    Cursor in = new Cursor(text);
    String callId = in.until(";");
    Optional<Parameters> parameters = Parameters.parse(in.rest());
    if (!Ascii.isCallId(callId) || parameters.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> to = parameters.get().get("to-tag");
    Optional<String> from = parameters.get().get("from-tag");
    // RFC 3891 §6.1: exactly one of each.
    return to.isEmpty() || from.isEmpty() || isTwice(parameters.get())
        ? Optional.empty()
        : Optional.of(
            new Replaces(callId, to.get(), from.get(), parameters.get().has("early-only")));
  }

  private static boolean isTwice(Parameters parameters) {
    return parameters.list().stream().filter(p -> p.name().matches("(?i)(to|from)-tag")).count()
        != 2;
  }

  @Override
  public String toString() {
    return callId + ";to-tag=" + toTag + ";from-tag=" + fromTag + (earlyOnly ? ";early-only" : "");
  }
}
