package tandem.sip.header;

import java.util.Optional;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipMessage;

/**
 * RFC 4028 §4 and §5: the values of Session-Expires and, without a refresher, of Min-SE.
 *
 * @param seconds the session interval
 */
public record SessionExpires(long seconds, Parameters parameters) {

  /** RFC 4028 §4: no interval may be shorter. */
  public static final long LEAST_SECONDS = 90;

  /** Who refreshes: the client or the server of the transaction that carries the header. */
  public enum Refresher {
    UAC,
    UAS
  }

  public static SessionExpires of(long seconds, Refresher refresher) {
    return new SessionExpires(
        seconds,
        Parameters.NONE.with("refresher", refresher.name().toLowerCase(java.util.Locale.ROOT)));
  }

  /** Empty if the text is malformed. Never throws. */
  public static Optional<SessionExpires> parse(String text) {
    Cursor in = new Cursor(text);
    long seconds = in.number(SipMessage.MAX_SECONDS);
    return seconds < 0
        ? Optional.empty()
        : Parameters.parse(in.rest()).map(parameters -> new SessionExpires(seconds, parameters));
  }

  public Optional<Refresher> refresher() {
    return parameters
        .get("refresher")
        .flatMap(
            text ->
                text.equalsIgnoreCase("uac")
                    ? Optional.of(Refresher.UAC)
                    : text.equalsIgnoreCase("uas") ? Optional.of(Refresher.UAS) : Optional.empty());
  }

  @Override
  public String toString() {
    return seconds + parameters.toString();
  }
}
