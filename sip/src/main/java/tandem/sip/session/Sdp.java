package tandem.sip.session;

import tandem.sip.message.HeaderName;
import tandem.sip.message.SipMessage;

/**
 * A body and what it is; mostly a session description.
 *
 * @param type Content-Type; empty if there is no body
 */
public record Sdp(String type, byte[] bytes) {

  public static final String TYPE = "application/sdp";

  public static final Sdp NONE = new Sdp("", new byte[0]);

  public static Sdp of(byte[] bytes) {
    return new Sdp(TYPE, bytes);
  }

  /** The body of a message. */
  public static Sdp in(SipMessage message) {
    return message.hasBody()
        ? new Sdp(message.first(HeaderName.CONTENT_TYPE).orElse(""), message.body())
        : NONE;
  }

  public boolean isAbsent() {
    return type.isEmpty();
  }

  /** Whether the message offers or answers a session. */
  static boolean isIn(SipMessage message) {
    return message.hasBody()
        && message
            .first(HeaderName.CONTENT_TYPE)
            .map(type -> type.regionMatches(true, 0, TYPE, 0, TYPE.length()))
            .orElse(false);
  }
}
