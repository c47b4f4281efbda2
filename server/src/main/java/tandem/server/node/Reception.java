package tandem.server.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.platform.time.Moment;
import tandem.server.node.NodeEffect.Level;
import tandem.server.node.NodeEffect.Log;
import tandem.server.node.NodeEffect.Send;
import tandem.server.node.NodeInput.Datagram;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.Via;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult.KeepAlive;
import tandem.sip.parse.ParseResult.Malformed;
import tandem.sip.parse.ParseResult.Parsed;

/** From datagram to datagram: reads it, has it answered, and says where the answer goes. */
final class Reception {

  private static final int SIP_PORT = 5060;
  private static final int RETRY_AFTER_SECONDS = 1;
  private static final Duration COMPLAINT = Duration.ofSeconds(10);

  private final UserAgentServer server;
  private final boolean openRegistration;
  private final Traffic traffic;
  private Optional<Moment> quietUntil = Optional.empty();

  Reception(UserAgentServer server, boolean openRegistration, Traffic traffic) {
    this.server = server;
    this.openRegistration = openRegistration;
    this.traffic = traffic;
  }

  /**
   * @param started whether a probe is told that all is well
   */
  List<NodeEffect> receive(Moment now, Datagram datagram, boolean started) {
    return switch (MessageParser.parse(datagram.bytes())) {
      case KeepAlive _ -> {
        traffic.keepAlives++;
        yield List.of();
      }
      case Malformed malformed -> malformed(now, datagram, malformed);
      case Parsed(SipResponse _) -> {
        traffic.responses++;
        yield List.of();
      }
      case Parsed(SipRequest request) -> request(now, datagram, request, started);
    };
  }

  private List<NodeEffect> request(
      Moment now, Datagram datagram, SipRequest request, boolean started) {
    Via via = noted(request, datagram.source());
    Optional<byte[]> answer =
        switch (datagram.listener().kind()) {
          case SERVICE -> server.answer(now, request, via);
          case PROBE -> probe(request, via, started);
        };
    if (answer.isEmpty()) {
      traffic.unanswered++;
      return List.of();
    }
    traffic.answered++;
    Send send = new Send(datagram.listener(), destination(via, datagram.source()), answer.get());
    if (request.method().equals("REGISTER") && !openRegistration && mayComplain(now)) {
      return List.of(send, registrationClosed(datagram.source()));
    }
    return List.of(send);
  }

  private Optional<byte[]> probe(SipRequest request, Via via, boolean started) {
    return switch (request.method()) {
      case "ACK" -> Optional.empty();
      case "OPTIONS" ->
          Optional.of(
              started
                  ? server.options(request, via)
                  : server.unavailable(request, via, RETRY_AFTER_SECONDS));
      default -> Optional.of(server.refuse(request, via, 405));
    };
  }

  private List<NodeEffect> malformed(Moment now, Datagram datagram, Malformed malformed) {
    traffic.malformed++;
    Optional<NodeEffect> send =
        malformed
            .answerable()
            .filter(request -> !request.method().equals("ACK"))
            .map(request -> refusal(datagram, request, malformed));
    Optional<NodeEffect> log =
        mayComplain(now) ? Optional.of(complaint(datagram, malformed)) : Optional.empty();
    return Stream.of(send, log).flatMap(Optional::stream).toList();
  }

  private NodeEffect refusal(Datagram datagram, SipRequest request, Malformed malformed) {
    Via via = noted(request, datagram.source());
    byte[] answer = server.malformed(request, via, malformed.status(), malformed.reason());
    return new Send(datagram.listener(), destination(via, datagram.source()), answer);
  }

  /** One complaint in a while, so that a flood does not fill the log. */
  private boolean mayComplain(Moment now) {
    if (quietUntil.isPresent() && now.isBefore(quietUntil.get())) {
      return false;
    }
    quietUntil = Optional.of(now.plus(COMPLAINT));
    return true;
  }

  private static NodeEffect registrationClosed(Endpoint source) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("source", source.addressText());
    details.put(
        "reason", "REGISTER without authentication is refused; --open-registration accepts it");
    return new Log(Level.WARN, "register.refused", details);
  }

  private static NodeEffect complaint(Datagram datagram, Malformed malformed) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("source", datagram.source().addressText());
    details.put("status", Integer.toString(malformed.status()));
    details.put("reason", malformed.reason());
    details.put("offset", Integer.toString(malformed.offset()));
    return new Log(Level.WARN, "message.malformed", details);
  }

  private static Via noted(SipRequest request, Endpoint source) {
    return request.topVia().receivedFrom(source.addressText(), source.port());
  }

  /**
   * RFC 3261 §18.2.2 and RFC 3581 §4. A maddr is not obeyed (docs/departures.md): answers go to the
   * address the request came from and to no other.
   */
  private static Endpoint destination(Via via, Endpoint source) {
    if (via.asksForRport()) {
      return source;
    }
    int port = via.sentBy().port() < 0 ? SIP_PORT : via.sentBy().port();
    return new Endpoint(source.address(), port);
  }
}
