package tandem.sip.build;

import java.util.ArrayList;
import java.util.List;
import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageText;
import tandem.sip.message.MessageWriter;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipMessage.Envelope;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.Via;

/**
 * Builds the answer to a request by RFC 3261 §8.2.6.2: Via, From, To, Call-ID and CSeq are copied
 * byte by byte.
 */
public final class ResponseBuilder {

  private static final byte[] NO_BODY = {};

  private record Field(String name, String value) {}

  private final SipRequest request;
  private final int status;
  private final String reason;
  private final List<Field> fields = new ArrayList<>(4);
  private Via topVia;
  private String toTag = "";
  private byte[] body = NO_BODY;
  private boolean recordRoutes;

  private ResponseBuilder(SipRequest request, int status, String reason) {
    this.request = request;
    this.status = status;
    this.reason = reason;
    this.topVia = request.topVia();
  }

  public static ResponseBuilder to(SipRequest request, int status) {
    return new ResponseBuilder(request, status, Status.reason(status));
  }

  /**
   * @param reason without line breaks
   */
  public static ResponseBuilder to(SipRequest request, int status, String reason) {
    return new ResponseBuilder(request, status, reason);
  }

  /** The top Via as the transport noted it on receipt (RFC 3261 §18.2.1). */
  public ResponseBuilder topVia(Via via) {
    this.topVia = via;
    return this;
  }

  /** RFC 3261 §8.2.6.2: added only if the request had none. */
  public ResponseBuilder toTag(String tag) {
    this.toTag = tag;
    return this;
  }

  /** RFC 3261 §12.1.1: a response that makes a dialog copies Record-Route. */
  public ResponseBuilder copyRecordRoutes() {
    this.recordRoutes = true;
    return this;
  }

  /** Appends a header field. {@code value} must not hold a line break. */
  public ResponseBuilder header(HeaderName name, String value) {
    return header(name.text(), value);
  }

  public ResponseBuilder header(String name, String value) {
    fields.add(new Field(name, value));
    return this;
  }

  /** The array must not be changed afterwards. */
  public ResponseBuilder body(String contentType, byte[] bytes) {
    this.body = bytes;
    return header(HeaderName.CONTENT_TYPE, contentType);
  }

  public SipResponse build() {
    MessageWriter out = new MessageWriter(512 + body.length);
    out.startLine("SIP/2.0 " + status + " " + reason);
    boolean tagged = toTag.isEmpty() || request.to().tag().isPresent();
    vias(out);
    if (recordRoutes) {
      copyAll(out, HeaderName.RECORD_ROUTE);
    }
    copy(out, HeaderName.FROM, "");
    copy(out, HeaderName.TO, tagged ? "" : ";tag=" + toTag);
    copy(out, HeaderName.CALL_ID, "");
    copy(out, HeaderName.CSEQ, "");
    // RFC 3261 §8.2.6.1: a Timestamp is copied as well.
    copy(out, HeaderName.TIMESTAMP, "");
    for (Field field : fields) {
      out.field(field.name(), field.value());
    }
    out.field(HeaderName.CONTENT_LENGTH, Integer.toString(body.length));
    NameAddr to = tagged ? request.to() : request.to().withTag(toTag);
    return new SipResponse(
        status,
        reason,
        out.finish(body),
        new Envelope(topVia, request.from(), to, request.callId(), request.cseq()));
  }

  private void vias(MessageWriter out) {
    MessageText text = request.text();
    int first = text.find(HeaderName.VIA, 0);
    List<String> joined = text.fieldValues(first);
    StringBuilder top = new StringBuilder(topVia.toString());
    for (int i = 1; i < joined.size(); i++) {
      top.append(", ").append(joined.get(i));
    }
    out.field(HeaderName.VIA, top.toString());
    for (int i = text.find(HeaderName.VIA, first + 1);
        i >= 0;
        i = text.find(HeaderName.VIA, i + 1)) {
      out.copyField(text, i, "");
    }
  }

  private void copyAll(MessageWriter out, HeaderName name) {
    MessageText text = request.text();
    for (int i = text.find(name, 0); i >= 0; i = text.find(name, i + 1)) {
      out.copyField(text, i, "");
    }
  }

  private void copy(MessageWriter out, HeaderName name, String suffix) {
    int field = request.text().find(name, 0);
    if (field >= 0) {
      out.copyField(request.text(), field, suffix);
    }
  }
}
