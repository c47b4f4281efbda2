package tandem.sip.explain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.explain.Explanation.Answer;
import tandem.sip.header.MediaType;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.Uri;
import tandem.sip.parse.ParseResult.Malformed;

/**
 * What a user agent server does with a message before its application sees it: the inspections of
 * RFC 3261 §8.2 in their order.
 */
final class Judge {

  /** In lower case: option tags compare without case. */
  static final Set<String> EXTENSIONS =
      Set.of("100rel", "timer", "replaces", "path", "outbound", "norefersub", "from-change");

  private static final String SDP = "application/sdp";

  private Judge() {}

  static Answer malformed(Malformed malformed) {
    Optional<SipRequest> request = malformed.answerable();
    if (request.isEmpty()) {
      return new Answer.Silence("not enough of it is sound to send an answer to");
    }
    if (request.get().isAck()) {
      return new Answer.Silence("an ACK is never answered (RFC 3261 §17.1.1.3)");
    }
    return response(
        ResponseBuilder.to(request.get(), malformed.status(), malformed.reason()),
        "the message is malformed: RFC 3261 §21.4.1");
  }

  static Answer sound(SipMessage message) {
    return switch (message) {
      case SipResponse response ->
          response.text().count(HeaderName.VIA) == 0
              ? new Answer.Silence("a response without Via")
              : new Answer.Silence("a response is not answered; it goes to the client transaction");
      case SipRequest request -> request(request);
    };
  }

  private static Answer request(SipRequest request) {
    if (request.isAck()) {
      return new Answer.Silence("an ACK is never answered (RFC 3261 §17.1.1.3)");
    }
    if (!SipRequest.METHODS.contains(request.method())) {
      String allow = String.join(", ", SipRequest.METHODS.stream().sorted().toList());
      return response(
          ResponseBuilder.to(request, 501).header(HeaderName.ALLOW, allow),
          "the method is unknown: RFC 3261 §21.5.2");
    }
    Uri target = request.requestUri();
    if (target instanceof Uri.Other) {
      return response(ResponseBuilder.to(request, 416), "the scheme is unknown: RFC 3261 §8.2.2.1");
    }
    boolean spent = request.maxForwards().orElse(70) == 0;
    if (spent && !request.method().equals("OPTIONS")) {
      return response(ResponseBuilder.to(request, 483), "no hops are left: RFC 3261 §16.3");
    }
    List<String> unknown =
        request.values(HeaderName.REQUIRE).stream()
            .filter(tag -> !EXTENSIONS.contains(tag.toLowerCase(java.util.Locale.ROOT)))
            .toList();
    if (!unknown.isEmpty() && !request.method().equals("CANCEL")) {
      return response(
          ResponseBuilder.to(request, 420)
              .header(HeaderName.UNSUPPORTED, String.join(", ", unknown)),
          "it requires an extension that is not known: RFC 3261 §8.2.2.3");
    }
    return content(request);
  }

  /** RFC 3261 §8.2.3. */
  private static Answer content(SipRequest request) {
    boolean invite = request.isInvite();
    Optional<MediaType> type = request.first(HeaderName.CONTENT_TYPE).flatMap(MediaType::parse);
    boolean handled =
        type.isPresent() && (type.get().is(SDP) || type.get().type().equals("multipart"));
    if (invite && request.hasBody() && !handled) {
      return response(
          ResponseBuilder.to(request, 415).header(HeaderName.ACCEPT, SDP),
          "the body is of an unknown type: RFC 3261 §8.2.3");
    }
    boolean takesSdp =
        request.values(HeaderName.ACCEPT).stream()
            .map(MediaType::parse)
            .anyMatch(range -> range.isPresent() && range.get().covers(SDP));
    if (invite && request.has(HeaderName.ACCEPT) && !takesSdp) {
      return response(
          ResponseBuilder.to(request, 406),
          "the answer would be SDP, which is not accepted: RFC 3261 §21.4.7");
    }
    return new Answer.GoesOn("the application that serves " + request.method());
  }

  private static Answer response(ResponseBuilder builder, String rule) {
    SipResponse response = builder.toTag("tandem").build();
    return new Answer.Response(response.status(), response.reason(), rule, response.bytes());
  }
}
