package tandem.server.node;

import java.util.List;
import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.server.registrar.Outcome;
import tandem.server.registrar.Registrar;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipRequest;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;

/**
 * The UAS core of RFC 3261 §8.2 for what this server answers itself. OPTIONS and refusals are
 * stateless (§8.2.7); REGISTER has a transaction.
 */
final class UserAgentServer {

  static final String ALLOW = "OPTIONS, REGISTER";

  private final NodeRules rules;
  private final Registrar registrar;
  private final Transactions transactions = new Transactions();

  UserAgentServer(NodeRules rules) {
    this.rules = rules;
    this.registrar = new Registrar(rules.registrar());
  }

  Registrar registrar() {
    return registrar;
  }

  Transactions transactions() {
    return transactions;
  }

  /** The answer to a request to the service address; empty if there is none. */
  Optional<byte[]> answer(Moment now, SipRequest request, Via via) {
    if (request.method().equals("ACK")) {
      // RFC 3261 §17.1.1.3 and §8.2.7: an ACK is never answered.
      return Optional.empty();
    }
    int refusal = refusal(request);
    if (refusal != 0) {
      return Optional.of(refuse(request, via, refusal));
    }
    List<String> required = request.text().values(HeaderName.REQUIRE);
    if (!required.isEmpty()) {
      // RFC 3261 §8.2.2.3: no extension is supported yet, so every one required is refused.
      return Optional.of(
          start(request, via, 420)
              .header(HeaderName.UNSUPPORTED, String.join(", ", required))
              .build()
              .bytes());
    }
    return Optional.of(
        request.method().equals("OPTIONS") ? options(request, via) : register(now, request, via));
  }

  /** The status of a refusal, 0 if the request can be looked into. */
  private static int refusal(SipRequest request) {
    String method = request.method();
    if (method.equals("CANCEL")) {
      // RFC 3261 §9.2: there is no INVITE transaction it could match.
      return 481;
    }
    if (!SipRequest.METHODS.contains(method)) {
      return 501;
    }
    // Of an RFC this server knows of, but not served.
    if (!method.equals("OPTIONS") && !method.equals("REGISTER")) {
      return 405;
    }
    Uri target = request.requestUri();
    if (!target.scheme().equals("sip") && !target.scheme().equals("sips")) {
      return 416;
    }
    // RFC 3261 §16.3: who may not forward an OPTIONS may answer it as its target.
    return request.maxForwards().orElse(70) == 0 && !method.equals("OPTIONS") ? 483 : 0;
  }

  byte[] refuse(SipRequest request, Via via, int status) {
    ResponseBuilder response = start(request, via, status);
    if (status == 405) {
      response.header(HeaderName.ALLOW, ALLOW);
    }
    return response.build().bytes();
  }

  byte[] malformed(SipRequest request, Via via, int status, String reason) {
    return ResponseBuilder.to(request, status, reason)
        .topVia(via)
        .toTag(LocalTag.of(request, rules.tagKey()))
        .build()
        .bytes();
  }

  private ResponseBuilder start(SipRequest request, Via via, int status) {
    return ResponseBuilder.to(request, status)
        .topVia(via)
        .toTag(LocalTag.of(request, rules.tagKey()));
  }

  /** RFC 3261 §11.2. */
  byte[] options(SipRequest request, Via via) {
    return start(request, via, 200)
        .header(HeaderName.ALLOW, ALLOW)
        .header(HeaderName.ACCEPT, "application/sdp")
        .header(HeaderName.ACCEPT_ENCODING, "identity")
        .header(HeaderName.ACCEPT_LANGUAGE, "en")
        .header(HeaderName.SUPPORTED, "")
        .build()
        .bytes();
  }

  byte[] unavailable(SipRequest request, Via via, int retryAfterSeconds) {
    return start(request, via, 503)
        .header(HeaderName.RETRY_AFTER, Integer.toString(retryAfterSeconds))
        .build()
        .bytes();
  }

  private byte[] register(Moment now, SipRequest request, Via via) {
    Optional<byte[]> again = transactions.retransmission(now, request);
    if (again.isPresent()) {
      return again.get();
    }
    if (transactions.isMerged(request)) {
      return refuse(request, via, 482);
    }
    if (!rules.openRegistration()) {
      return refuse(request, via, 403);
    }
    byte[] response = response(request, via, registrar.register(now, request));
    transactions.answered(now, request, response);
    return response;
  }

  private byte[] response(SipRequest request, Via via, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Bound(List<String> contacts) -> {
        ResponseBuilder response = start(request, via, 200);
        contacts.forEach(contact -> response.header(HeaderName.CONTACT, contact));
        yield response.build().bytes();
      }
      case Outcome.Refused(int status, String reason) -> malformed(request, via, status, reason);
      case Outcome.TooBrief(long least) ->
          start(request, via, 423)
              .header(HeaderName.MIN_EXPIRES, Long.toString(least))
              .build()
              .bytes();
      case Outcome.Full(int seconds) -> unavailable(request, via, seconds);
    };
  }
}
