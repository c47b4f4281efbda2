package tandem.sip.message;

/** The header fields without which no message can be answered or matched (RFC 3261 §8.1.1). */
public record Envelope(Via topVia, NameAddr from, NameAddr to, String callId, CSeq cseq) {}
