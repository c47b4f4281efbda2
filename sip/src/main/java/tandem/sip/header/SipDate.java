package tandem.sip.header;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** RFC 3261 §20.17: {@code Sat, 13 Nov 2010 23:29:00 GMT}. */
public record SipDate(Instant instant) {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT);

  /** Empty if the text is malformed, or in another zone than GMT. Never throws. */
  public static Optional<SipDate> parse(String text) {
    try {
      return Optional.of(
          new SipDate(LocalDateTime.parse(text.strip(), FORM).toInstant(ZoneOffset.UTC)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return FORM.format(instant.atOffset(ZoneOffset.UTC));
  }
}
