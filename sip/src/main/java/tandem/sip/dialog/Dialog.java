package tandem.sip.dialog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.sip.build.RequestBuilder;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;

/**
 * A dialog, RFC 3261 §12. A value: what happens to it makes another.
 *
 * @param initiator whether this end sent the request that made it
 * @param routeSet in the order in which requests of this end visit it
 */
public record Dialog(
    DialogId id,
    Stage stage,
    boolean initiator,
    Party local,
    Party remote,
    List<NameAddr> routeSet) {

  /** RFC 3261 §12.1. */
  public enum Stage {
    EARLY,
    CONFIRMED
  }

  /** Longest route set; a longer one makes no dialog. */
  public static final int MAX_ROUTES = 32;

  public Dialog {
    routeSet = List.copyOf(routeSet);
  }

  /** A request in the dialog to be completed, and the dialog that has sent it. */
  public record Outgoing(Dialog dialog, RequestBuilder request) {}

  /**
   * RFC 3261 §12.1.2: the dialog that a response to our request makes; empty if it makes none. Only
   * a response without a Contact leaves the target where the request went.
   */
  public static Optional<Dialog> ofClient(SipRequest request, SipResponse response) {
    boolean tagged = response.to().tag().isPresent();
    boolean makes = response.isSuccess() || response.isProvisional() && response.status() > 100;
    List<NameAddr> routes = new ArrayList<>(response.recordRoutes()).reversed();
    if (!makes || !tagged && !response.isSuccess() || routes.size() > MAX_ROUTES) {
      return Optional.empty();
    }
    Uri contact = target(request).orElse(request.from().uri());
    return Optional.of(
        new Dialog(
            DialogId.ofAnswered(response),
            response.isSuccess() ? Stage.CONFIRMED : Stage.EARLY,
            true,
            new Party(request.from(), contact, request.cseq().number()),
            new Party(response.to(), target(response).orElse(request.requestUri()), Party.NO_CSEQ),
            routes));
  }

  /**
   * RFC 3261 §12.1.1: the dialog that our response to a request makes; empty if the request has no
   * Contact or too long a route.
   *
   * @param contact of this end
   */
  public static Optional<Dialog> ofServer(SipRequest request, String localTag, Uri contact) {
    Optional<Uri> target = target(request);
    if (target.isEmpty() || request.recordRoutes().size() > MAX_ROUTES) {
      return Optional.empty();
    }
    return Optional.of(
        new Dialog(
            new DialogId(request.callId(), localTag, request.from().tag().orElse("")),
            Stage.EARLY,
            false,
            new Party(request.to().withTag(localTag), contact, Party.NO_CSEQ),
            new Party(request.from(), target.get(), request.cseq().number()),
            request.recordRoutes()));
  }

  private static Optional<Uri> target(SipMessage message) {
    return message.contacts().stream().findFirst().map(NameAddr::uri);
  }

  public boolean isConfirmed() {
    return stage == Stage.CONFIRMED;
  }

  public Dialog confirmed() {
    return new Dialog(id, Stage.CONFIRMED, initiator, local, remote, routeSet);
  }

  /** RFC 3261 §13.2.2.4: the 2xx confirms the dialog and says the route set anew. */
  public Dialog confirmed(SipResponse response) {
    List<NameAddr> routes = new ArrayList<>(response.recordRoutes()).reversed();
    return new Dialog(
            id, Stage.CONFIRMED, initiator, local, remote, isConfirmed() ? routeSet : routes)
        .refreshed(response);
  }

  /** RFC 3261 §12.2: a target refresh request or its 2xx moves the remote target. */
  public Dialog refreshed(SipMessage message) {
    return target(message).map(uri -> with(local, remote.at(uri))).orElse(this);
  }

  private Dialog with(Party newLocal, Party newRemote) {
    return new Dialog(id, stage, initiator, newLocal, newRemote, routeSet);
  }

  /** RFC 3261 §12.2.1.1: the next request of this end. */
  public Outgoing request(String method, Via via) {
    long number = local.cseq() == Party.NO_CSEQ ? 1 : local.cseq() + 1;
    return new Outgoing(with(local.asked(number), remote), message(method, via, number));
  }

  /**
   * RFC 3261 §13.2.2.4: the ACK of a 2xx: a request of its own with the CSeq of its INVITE.
   *
   * @param inviteCseq the number in that CSeq
   */
  public RequestBuilder ack(long inviteCseq, Via via) {
    return message("ACK", via, inviteCseq);
  }

  private RequestBuilder message(String method, Via via, long number) {
    boolean strict =
        !routeSet.isEmpty()
            && !(routeSet.getFirst().uri() instanceof SipUri uri && uri.isLooseRouter());
    Uri requestUri = remote.target();
    List<NameAddr> routes = routeSet;
    if (strict) {
      // RFC 3261 §12.2.1.1: a strict router is addressed itself and finds the target last.
      requestUri = routeSet.getFirst().uri();
      routes = new ArrayList<>(routeSet.subList(1, routeSet.size()));
      routes.add(NameAddr.of(remote.target()));
    }
    return RequestBuilder.of(method, requestUri)
        .via(via)
        .routes(routes)
        .from(local.address())
        .to(remote.address())
        .callId(id.callId())
        .cseq(number);
  }

  /**
   * RFC 3261 §12.2.2: the dialog that has received a request of the other end; empty if it comes
   * out of order, which is answered 500. An ACK or CANCEL is never out of order: its number is that
   * of another request.
   */
  public Optional<Dialog> received(SipRequest request) {
    long number = request.cseq().number();
    if (request.isAck() || request.method().equals("CANCEL")) {
      return Optional.of(this);
    }
    return remote.cseq() != Party.NO_CSEQ && number <= remote.cseq()
        ? Optional.empty()
        : Optional.of(with(local, remote.asked(number)));
  }

  /** The Contact of this end. */
  public NameAddr contact() {
    return new NameAddr("", local.target(), Parameters.NONE);
  }
}
