package tandem.sip.parse;

import java.util.Optional;
import tandem.sip.message.CSeq;
import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageText;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipMessage.Envelope;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;

/**
 * Reads the header fields no message may miss and those that routing rests on, and notes what is
 * wrong with them.
 */
final class EnvelopeReader {

  private static final HeaderName[] ADDRESSES = {
    HeaderName.CONTACT, HeaderName.ROUTE, HeaderName.RECORD_ROUTE, HeaderName.PATH
  };

  /** Stands where a value is malformed, in a request that is good for being refused only. */
  private static final NameAddr UNREADABLE =
      new NameAddr("", new Uri.Other("malformed", "uri"), Parameters.NONE);

  private EnvelopeReader() {}

  /**
   * Null if no answer can be made: a field is missing, or it is not known where the answer should
   * go. Then a fault has been noted. A value that is there but malformed has a stand-in: the answer
   * copies its bytes.
   *
   * @param method of the start line, empty for a response
   */
  static Envelope read(MessageText text, String method, MessageParser faults) {
    int repeated = text.repeatedField();
    if (repeated >= 0) {
      String name = text.header(repeated).map(HeaderName::text).orElse("");
      wrong(faults, "More than one " + name, text, repeated);
    }
    Via via = topVia(text, faults);
    NameAddr from = nameAddr(text, HeaderName.FROM, faults);
    NameAddr to = nameAddr(text, HeaderName.TO, faults);
    String callId = callId(text, faults);
    CSeq cseq = cseq(text, method, faults);
    int hops = text.find(HeaderName.MAX_FORWARDS, 0);
    // RFC 3261 §20.22: 0 to 255.
    if (hops >= 0 && text.number(hops, 255) < 0) {
      wrong(faults, "Bad Max-Forwards", text, hops);
    }
    for (HeaderName name : ADDRESSES) {
      addresses(text, name, faults);
    }
    return via == null || from == null || to == null || callId == null || cseq == null
        ? null
        : new Envelope(via, from, to, callId, cseq);
  }

  private static Via topVia(MessageText text, MessageParser faults) {
    int field = field(text, HeaderName.VIA, faults);
    Via via = field < 0 ? null : text.via(field).orElse(null);
    if (via == null && field >= 0) {
      wrong(faults, "Bad Via", text, field);
    }
    return via;
  }

  private static NameAddr nameAddr(MessageText text, HeaderName name, MessageParser faults) {
    int field = field(text, name, faults);
    if (field < 0) {
      return null;
    }
    Optional<NameAddr> value = text.nameAddr(field);
    if (value.isEmpty()) {
      wrong(faults, "Bad " + name.text(), text, field);
      return UNREADABLE;
    }
    return value.get();
  }

  private static String callId(MessageText text, MessageParser faults) {
    int field = field(text, HeaderName.CALL_ID, faults);
    if (field < 0) {
      return null;
    }
    if (!text.holdsCallId(field)) {
      wrong(faults, "Bad Call-ID", text, field);
    }
    return text.fieldValue(field);
  }

  private static CSeq cseq(MessageText text, String method, MessageParser faults) {
    int field = field(text, HeaderName.CSEQ, faults);
    if (field < 0) {
      return null;
    }
    Optional<CSeq> value = text.cseq(field);
    if (value.isEmpty()) {
      wrong(faults, "Bad CSeq", text, field);
      return new CSeq(0, method);
    }
    if (!method.isEmpty() && !value.get().method().equals(method)) {
      // RFC 3261 §8.1.1.5: the method of CSeq must be that of the request.
      wrong(faults, "CSeq method does not match", text, field);
    }
    return value.get();
  }

  private static void addresses(MessageText text, HeaderName name, MessageParser faults) {
    for (int i = text.find(name, 0); i >= 0; i = text.find(name, i + 1)) {
      // RFC 3261 §10.2.2; whether '*' stands as it should is the registrar's question.
      boolean sound =
          text.holdsAddresses(i)
              || name == HeaderName.CONTACT && text.fieldValue(i).startsWith("*");
      if (!sound) {
        wrong(faults, "Bad " + name.text(), text, i);
      }
    }
  }

  private static int field(MessageText text, HeaderName name, MessageParser faults) {
    int field = text.find(name, 0);
    if (field < 0) {
      faults.wrong(400, "Missing " + name.text(), 0);
    }
    return field;
  }

  private static void wrong(MessageParser faults, String reason, MessageText text, int field) {
    faults.wrong(400, reason, text.fieldOffset(field));
  }
}
