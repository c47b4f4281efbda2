package tandem.sip.fuzz;

import java.util.Arrays;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.explain.Explainer;
import tandem.sip.explain.Explanation;
import tandem.sip.message.HeaderName;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult;
import tandem.sip.parse.ParseResult.Malformed;
import tandem.sip.parse.ParseResult.Parsed;

/**
 * Any datagram is a value: read, explained, edited, printed and read again without an exception.
 */
public final class MessageTarget {

  private MessageTarget() {}

  /** What the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] datagram) {
    byte[] before = datagram.clone();
    Explanation explanation = Explainer.explain(datagram);
    if (explanation.body().place().offset() > datagram.length) {
      throw new AssertionError("a place beyond the datagram");
    }
    switch (MessageParser.parse(datagram)) {
      case ParseResult.KeepAlive _ -> {}
      case Malformed malformed -> malformed.answerable().ifPresent(MessageTarget::refuse);
      case Parsed(SipMessage message) -> use(message);
    }
    if (!Arrays.equals(before, datagram)) {
      throw new AssertionError("the datagram was written to");
    }
  }

  private static void refuse(SipRequest request) {
    ResponseBuilder.to(request, 400).toTag("t").build().bytes();
  }

  private static void use(SipMessage message) {
    readAll(message);
    SipMessage again = read(message.bytes());
    if (!again.envelope().equals(message.envelope())) {
      throw new AssertionError("printed and read again, it is another");
    }
    if (message instanceof SipRequest request) {
      use(request.requestUri());
      refuse(request);
      SipRequest edited =
          request
              .edit()
              .prependVia(request.topVia().receivedFrom("2001:db8::1", 5060))
              .popRoute()
              .replaceFirst(HeaderName.CONTACT, "<sip:a@b>")
              .set("Subject", "s")
              .maxForwards(3)
              .body("text/plain", new byte[3])
              .build();
      SipMessage parsed = read(edited.bytes());
      if (!parsed.envelope().equals(edited.envelope())
          || parsed.text().fieldCount() != edited.text().fieldCount()) {
        throw new AssertionError("edited, printed and read again, it is another");
      }
    }
  }

  private static SipMessage read(byte[] bytes) {
    if (MessageParser.parse(bytes) instanceof Parsed(SipMessage message)) {
      return message;
    }
    throw new AssertionError("what was printed is malformed");
  }

  private static void readAll(SipMessage message) {
    for (HeaderName name : HeaderName.values()) {
      for (String value : message.values(name)) {
        Via.parse(value).map(Via::toString);
        NameAddr.parse(value).ifPresent(address -> use(address.uri()));
      }
    }
    message.contacts();
    message.routes();
    message.recordRoutes();
    message.paths();
    message.vias();
    message.expires();
    message.maxForwards();
    message.body();
  }

  private static void use(Uri uri) {
    if (!uri.equivalent(uri)) {
      throw new AssertionError("a URI differs from itself: " + uri);
    }
    if (uri instanceof SipUri sip) {
      sip.addressOfRecord();
      sip.parameters().list();
      sip.withoutHeaders();
    }
    if (!Uri.parse(uri.toString()).map(uri::equals).orElse(false)) {
      throw new AssertionError("printed and read again, it is another URI: " + uri);
    }
  }
}
