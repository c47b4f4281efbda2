package tandem.server.registrar;

import tandem.platform.time.Moment;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipUri;

/**
 * One contact of an address-of-record, RFC 3261 §10.3.
 *
 * @param contact as it was registered, without its {@code expires} parameter
 * @param callId and {@code cseq} of the request that made or last changed it
 */
public record Binding(NameAddr contact, String callId, long cseq, Moment expires) {

  /** RFC 3261 §19.1.4 for SIP URIs; other schemes compare as text. */
  boolean isFor(NameAddr other) {
    if (contact.uri() instanceof SipUri mine && other.uri() instanceof SipUri theirs) {
      return mine.equivalent(theirs);
    }
    return contact.uri().equals(other.uri());
  }

  /** RFC 3261 §10.3 step 8: as a Contact value with the seconds that remain, at least 1. */
  String show(Moment now) {
    long millis = now.until(expires).toMillis();
    return contact + ";expires=" + Math.max(1, (millis + 999) / 1_000);
  }
}
