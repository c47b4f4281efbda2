package tandem.sip.build;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tandem.sip.message.CSeq;
import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageWriter;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipMessage.Envelope;
import tandem.sip.message.SipRequest;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;

/**
 * Builds a request from nothing (RFC 3261 §8.1.1). The method, the Request-URI, From, To, Call-ID,
 * CSeq and a Via are needed; {@link #build} throws {@link IllegalStateException} without them.
 */
public final class RequestBuilder {

  /** RFC 3261 §8.1.1.6. */
  public static final int MAX_FORWARDS = 70;

  private static final byte[] NO_BODY = {};

  private record Field(String name, String value) {}

  private final String method;
  private final Uri requestUri;
  private final List<Via> vias = new ArrayList<>(1);
  private final List<Field> routes = new ArrayList<>(2);
  private final List<Field> fields = new ArrayList<>(8);
  private OptionalInt maxForwards = OptionalInt.of(MAX_FORWARDS);
  private NameAddr from;
  private NameAddr to;
  private String callId;
  private CSeq cseq;
  private byte[] body = NO_BODY;

  private RequestBuilder(String method, Uri requestUri) {
    this.method = method;
    this.requestUri = requestUri;
  }

  public static RequestBuilder of(String method, Uri requestUri) {
    return new RequestBuilder(method, requestUri);
  }

  /** Below the Vias given before. */
  public RequestBuilder via(Via via) {
    vias.add(via);
    return this;
  }

  public RequestBuilder maxForwards(int hops) {
    maxForwards = OptionalInt.of(hops);
    return this;
  }

  public RequestBuilder from(NameAddr value) {
    from = value;
    return this;
  }

  public RequestBuilder to(NameAddr value) {
    to = value;
    return this;
  }

  public RequestBuilder callId(String value) {
    callId = value;
    return this;
  }

  /** CSeq with the method of this request. */
  public RequestBuilder cseq(long number) {
    cseq = new CSeq(number, method);
    return this;
  }

  public RequestBuilder contact(NameAddr value) {
    return header(HeaderName.CONTACT, value.toString());
  }

  /** The route set in its order (RFC 3261 §12.2.1.1). */
  public RequestBuilder routes(List<NameAddr> set) {
    set.forEach(route -> routes.add(new Field(HeaderName.ROUTE.text(), route.toString())));
    return this;
  }

  /** Appends a header field. {@code value} must not hold a line break. */
  public RequestBuilder header(HeaderName name, String value) {
    return header(name.text(), value);
  }

  public RequestBuilder header(String name, String value) {
    fields.add(new Field(name, value));
    return this;
  }

  /** The array must not be changed afterwards. */
  public RequestBuilder body(String contentType, byte[] bytes) {
    body = bytes;
    return header(HeaderName.CONTENT_TYPE, contentType);
  }

  public SipRequest build() {
    if (vias.isEmpty() || from == null || to == null || callId == null || cseq == null) {
      throw new IllegalStateException("a request needs Via, From, To, Call-ID and CSeq");
    }
    MessageWriter out = new MessageWriter(512 + body.length);
    out.startLine(method + " " + requestUri + " SIP/2.0");
    for (Via via : vias) {
      out.field(HeaderName.VIA, via.toString());
    }
    maxForwards.ifPresent(hops -> out.field(HeaderName.MAX_FORWARDS, Integer.toString(hops)));
    routes.forEach(route -> out.field(route.name(), route.value()));
    out.field(HeaderName.FROM, from.toString());
    out.field(HeaderName.TO, to.toString());
    out.field(HeaderName.CALL_ID, callId);
    out.field(HeaderName.CSEQ, cseq.toString());
    fields.forEach(field -> out.field(field.name(), field.value()));
    out.field(HeaderName.CONTENT_LENGTH, Integer.toString(body.length));
    Envelope envelope = new Envelope(vias.getFirst(), from, to, callId, cseq);
    return new SipRequest(method, requestUri, out.finish(body), envelope);
  }
}
