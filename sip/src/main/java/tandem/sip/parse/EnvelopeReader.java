package tandem.sip.parse;

import java.util.Optional;
import tandem.sip.message.Ascii;
import tandem.sip.message.CSeq;
import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageText;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipMessage.Envelope;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;
import tandem.sip.parse.ParseResult.Malformed;

/**
 * Reads the header fields no message may miss and those that routing rests on, and notes the first
 * that is wrong.
 */
final class EnvelopeReader {

  private static final HeaderName[] SINGLE = {
    HeaderName.FROM,
    HeaderName.TO,
    HeaderName.CALL_ID,
    HeaderName.CSEQ,
    HeaderName.MAX_FORWARDS,
    HeaderName.CONTENT_LENGTH
  };

  private static final HeaderName[] ADDRESSES = {
    HeaderName.CONTACT, HeaderName.ROUTE, HeaderName.RECORD_ROUTE, HeaderName.PATH
  };

  /** Stands where a value is malformed, in a request that is good for being refused only. */
  private static final NameAddr UNREADABLE =
      new NameAddr("", new Uri.Other("malformed", "uri"), Parameters.NONE);

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

  /** What was found wrong, or null. */
  Malformed problem() {
    return problem;
  }

  /**
   * Null if no answer can be made: a field is missing, or it is not known where the answer should
   * go. Then there is a problem. A value that is there but malformed has a stand-in: the answer
   * copies its bytes.
   */
  Envelope read() {
    for (HeaderName name : SINGLE) {
      int first = text.find(name, 0);
      int second = first < 0 ? -1 : text.find(name, first + 1);
      if (second >= 0) {
        wrong("More than one " + name.text(), second);
      }
    }
    Optional<Via> via = topVia();
    NameAddr from = nameAddr(HeaderName.FROM);
    NameAddr to = nameAddr(HeaderName.TO);
    String callId = callId();
    CSeq cseq = cseq();
    maxForwards();
    for (HeaderName name : ADDRESSES) {
      addresses(name);
    }
    return via.isEmpty() || from == null || to == null || callId == null || cseq == null
        ? null
        : new Envelope(via.get(), from, to, callId, cseq);
  }

  private Optional<Via> topVia() {
    int field = field(HeaderName.VIA);
    if (field < 0) {
      return Optional.empty();
    }
    Optional<Via> via = text.via(field);
    if (via.isEmpty()) {
      wrong("Bad Via", field);
    }
    return via;
  }

  private NameAddr nameAddr(HeaderName name) {
    int field = field(name);
    if (field < 0) {
      return null;
    }
    Optional<NameAddr> value = text.nameAddr(field);
    if (value.isEmpty()) {
      wrong("Bad " + name.text(), field);
      return UNREADABLE;
    }
    return value.get();
  }

  private String callId() {
    int field = field(HeaderName.CALL_ID);
    if (field < 0) {
      return null;
    }
    String value = text.fieldValue(field);
    if (!Ascii.isCallId(value)) {
      wrong("Bad Call-ID", field);
    }
    return value;
  }

  private CSeq cseq() {
    int field = field(HeaderName.CSEQ);
    if (field < 0) {
      return null;
    }
    Optional<CSeq> value = text.cseq(field);
    if (value.isEmpty()) {
      wrong("Bad CSeq", field);
      return new CSeq(0, method);
    }
    if (!method.isEmpty() && !value.get().method().equals(method)) {
      // RFC 3261 §8.1.1.5: the method of CSeq must be that of the request.
      wrong("CSeq method does not match", field);
    }
    return value.get();
  }

  private void maxForwards() {
    int field = text.find(HeaderName.MAX_FORWARDS, 0);
    // RFC 3261 §20.22: 0 to 255.
    if (field >= 0 && text.number(field, 255) < 0) {
      wrong("Bad Max-Forwards", field);
    }
  }

  private void addresses(HeaderName name) {
    for (int i = text.find(name, 0); i >= 0; i = text.find(name, i + 1)) {
      boolean wildcard = name == HeaderName.CONTACT && text.fieldValue(i).startsWith("*");
      if (!wildcard && text.nameAddrs(i).isEmpty()) {
        wrong("Bad " + name.text(), i);
      }
    }
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
