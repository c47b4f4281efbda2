package tandem.sip.message;

/**
 * @param method as it came: methods are case-sensitive (RFC 3261 §7.1)
 */
public record SipRequest(String method, Uri requestUri, MessageText text, Envelope envelope)
    implements SipMessage {}
