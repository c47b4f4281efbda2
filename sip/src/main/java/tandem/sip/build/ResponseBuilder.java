package tandem.sip.build;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageText;
import tandem.sip.message.SipRequest;
import tandem.sip.message.Via;

/**
 * Builds the answer to a request by RFC 3261 §8.2.6.2: Via, From, To, Call-ID and CSeq are copied
 * byte by byte.
 */
public final class ResponseBuilder {

  private final SipRequest request;
  private final StringBuilder fields = new StringBuilder();
  private final String startLine;
  private Via topVia;
  private String toTag = "";

  private ResponseBuilder(SipRequest request, int status, String reason) {
    this.request = request;
    this.startLine = "SIP/2.0 " + status + " " + reason + "\r\n";
    this.topVia = request.topVia();
  }

  public static ResponseBuilder to(SipRequest request, int status) {
    return new ResponseBuilder(request, status, Status.reason(status));
  }

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

  /** Appends a header field. {@code value} must not hold a line break. */
  public ResponseBuilder header(HeaderName name, String value) {
    fields.append(name.text()).append(": ").append(value).append("\r\n");
    return this;
  }

  public byte[] build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    write(out, startLine);
    vias(out);
    copy(out, HeaderName.FROM, "");
    boolean tagged = toTag.isEmpty() || request.to().tag().isPresent();
    copy(out, HeaderName.TO, tagged ? "" : ";tag=" + toTag);
    copy(out, HeaderName.CALL_ID, "");
    copy(out, HeaderName.CSEQ, "");
    // RFC 3261 §8.2.6.1: a Timestamp is copied as well.
    copy(out, HeaderName.TIMESTAMP, "");
    write(out, fields.toString());
    write(out, "Content-Length: 0\r\n\r\n");
    return out.toByteArray();
  }

  private void vias(ByteArrayOutputStream out) {
    MessageText text = request.text();
    int first = text.find(HeaderName.VIA, 0);
    java.util.List<String> joined = text.fieldValues(first);
    write(out, "Via: " + topVia);
    for (int i = 1; i < joined.size(); i++) {
      write(out, ", " + joined.get(i));
    }
    write(out, "\r\n");
    for (int i = text.find(HeaderName.VIA, first + 1);
        i >= 0;
        i = text.find(HeaderName.VIA, i + 1)) {
      write(out, "Via: ");
      text.copyValue(i, out);
      write(out, "\r\n");
    }
  }

  private void copy(ByteArrayOutputStream out, HeaderName name, String suffix) {
    int field = request.text().find(name, 0);
    if (field >= 0) {
      write(out, name.text() + ": ");
      request.text().copyValue(field, out);
      write(out, suffix + "\r\n");
    }
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
