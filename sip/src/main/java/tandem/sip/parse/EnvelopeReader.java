package tandem.sip.parse;

import java.util.Optional;
import tandem.sip.message.CSeq;
import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageText;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipMessage.Envelope;
import tandem.sip.message.Via;
import tandem.sip.parse.ParseResult.Malformed;

/** Reads the header fields no message may miss, and notes the first that is wrong. */
final class EnvelopeReader {

  private static final HeaderName[] SINGLE = {
    HeaderName.FROM,
    HeaderName.TO,
    HeaderName.CALL_ID,
    HeaderName.CSEQ,
    HeaderName.MAX_FORWARDS,
    HeaderName.CONTENT_LENGTH
  };

  private final MessageText text;
  private final String method;
  private Malformed problem;

  /**
   * @param method of the start line, empty for a response
   */
  EnvelopeReader(MessageText text, String method) {
    this.text = text;
    this.method = method;
  }

  Optional<Malformed> problem() {
    return Optional.ofNullable(problem);
  }

  /** Empty if one of them is missing or unreadable; then there is a problem. */
  Optional<Envelope> read() {
    for (HeaderName name : SINGLE) {
      int first = text.find(name, 0);
      int second = first < 0 ? -1 : text.find(name, first + 1);
      if (second >= 0) {
        wrong("More than one " + name.text(), second);
      }
    }
    Optional<Via> via = topVia();
    Optional<NameAddr> from = nameAddr(HeaderName.FROM);
    Optional<NameAddr> to = nameAddr(HeaderName.TO);
    Optional<String> callId = callId();
    Optional<CSeq> cseq = cseq();
    if (via.isEmpty() || from.isEmpty() || to.isEmpty() || callId.isEmpty() || cseq.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Envelope(via.get(), from.get(), to.get(), callId.get(), cseq.get()));
  }

  private Optional<Via> topVia() {
    int field = text.find(HeaderName.VIA, 0);
    if (field < 0) {
      wrong("Missing Via", -1);
      return Optional.empty();
    }
    Optional<Via> via = text.fieldValues(field).stream().findFirst().flatMap(Via::parse);
    if (via.isEmpty()) {
      wrong("Bad Via", field);
    }
    return via;
  }

  private Optional<NameAddr> nameAddr(HeaderName name) {
    int field = field(name);
    if (field < 0) {
      return Optional.empty();
    }
    Optional<NameAddr> value = NameAddr.parse(text.fieldValue(field));
    if (value.isEmpty()) {
      wrong("Bad " + name.text(), field);
    }
    return value;
  }

  private Optional<String> callId() {
    int field = field(HeaderName.CALL_ID);
    if (field < 0) {
      return Optional.empty();
    }
    String value = text.fieldValue(field);
    if (value.isEmpty() || value.indexOf(' ') >= 0 || value.indexOf('\t') >= 0) {
      wrong("Bad Call-ID", field);
      return Optional.empty();
    }
    return Optional.of(value);
  }

  private Optional<CSeq> cseq() {
    int field = field(HeaderName.CSEQ);
    if (field < 0) {
      return Optional.empty();
    }
    Optional<CSeq> value = CSeq.parse(text.fieldValue(field));
    if (value.isEmpty()) {
      wrong("Bad CSeq", field);
    } else if (!method.isEmpty() && !value.get().method().equals(method)) {
      // RFC 3261 §8.1.1.5: the method of CSeq must be that of the request.
      wrong("CSeq method does not match", field);
    }
    return value;
  }

  private int field(HeaderName name) {
    int field = text.find(name, 0);
    if (field < 0) {
      wrong("Missing " + name.text(), -1);
    }
    return field;
  }

  private void wrong(String reason, int field) {
    if (problem == null) {
      int offset = field < 0 ? 0 : text.fieldOffset(field);
      problem = new Malformed(400, reason, offset, Optional.empty());
    }
  }
}
