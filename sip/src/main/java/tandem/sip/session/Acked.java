package tandem.sip.session;

import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;

/**
 * RFC 3261 §13.2.2.4: the ACK of a 2xx, sent again whenever the 2xx comes again.
 *
 * @param until 64·T1 after the 2xx: none of its kind is in the network any more
 */
public record Acked(long cseq, SipRequest ack, Moment until) {}
