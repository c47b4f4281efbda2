package tandem.sip.message;

/** A well-framed SIP message, immutable over the bytes it came in. */
public sealed interface SipMessage permits SipRequest, SipResponse {

  /** The header fields without which no message can be answered or matched (RFC 3261 §8.1.1). */
  record Envelope(Via topVia, NameAddr from, NameAddr to, String callId, CSeq cseq) {}

  MessageText text();

  Envelope envelope();

  default Via topVia() {
    return envelope().topVia();
  }

  default NameAddr from() {
    return envelope().from();
  }

  default NameAddr to() {
    return envelope().to();
  }

  default String callId() {
    return envelope().callId();
  }

  default CSeq cseq() {
    return envelope().cseq();
  }
}
