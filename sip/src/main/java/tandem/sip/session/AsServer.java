package tandem.sip.session;

import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.header.RAck;
import tandem.sip.header.SessionExpires;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.session.SessionEffect.Why;
import tandem.sip.transaction.TransactionKey;

/** What a session does as the server of INVITE, UPDATE and PRACK. */
final class AsServer {

  private final Ongoing on;

  AsServer(Ongoing on) {
    this.on = on;
  }

  /** The INVITE that makes the dialog. */
  void invited(TransactionKey key, SipRequest request) {
    on.invite = new Invited.ByThem(key, request);
    if (Sdp.isIn(request)) {
      on.negotiation = on.negotiation.offeredToUs();
    }
  }

  /** A re-INVITE, RFC 3261 §14.2. */
  void reinvited(TransactionKey key, SipRequest request) {
    if (on.invite instanceof Invited.ByUs) {
      on.refuse(key, request, 491);
    } else if (on.invite instanceof Invited.ByThem) {
      on.refuseForNow(key, request);
    } else if (!on.negotiation.mayOffer()) {
      // RFC 6337 §2.2: an UPDATE of ours is open, or one of theirs.
      glare(key, request);
    } else if (SessionClock.isTooSmall(request, on.rules)) {
      tooSmall(key, request);
    } else {
      on.dialog = on.dialog.refreshed(request);
      invited(key, request);
      on.add(new SessionEffect.Offered(request));
    }
  }

  private void glare(TransactionKey key, SipRequest request) {
    if (on.negotiation.open() == Negotiation.Open.OURS) {
      on.refuse(key, request, 491);
    } else {
      on.refuseForNow(key, request);
    }
  }

  private void tooSmall(TransactionKey key, SipRequest request) {
    on.respond(
        key,
        on.response(request, 422)
            .header(HeaderName.MIN_SE, Long.toString(on.rules.minSeconds()))
            .build());
  }

  /** RFC 3311 §5.2. */
  void updated(Moment now, TransactionKey key, SipRequest request) {
    boolean offer = Sdp.isIn(request);
    if (on.update instanceof Invited.ByThem) {
      on.refuseForNow(key, request);
    } else if (offer && !on.negotiation.mayOffer()) {
      glare(key, request);
    } else if (SessionClock.isTooSmall(request, on.rules)) {
      tooSmall(key, request);
    } else {
      on.dialog = on.dialog.refreshed(request);
      on.update = new Invited.ByThem(key, request);
      if (offer) {
        on.negotiation = on.negotiation.offeredToUs();
        on.add(new SessionEffect.Offered(request));
      } else {
        // RFC 4028 §7.4: without an offer it only refreshes.
        acceptUpdate(now, (Invited.ByThem) on.update, Sdp.NONE);
      }
    }
  }

  /** RFC 3262 §3. */
  void pracked(Moment now, TransactionKey key, SipRequest request) {
    Optional<RAck> rack = request.first(HeaderName.RACK).flatMap(RAck::parse);
    boolean matches =
        on.reliable.isPresent()
            && rack.isPresent()
            && rack.get().rseq() == on.rseq
            && rack.get().cseq().equals(on.reliable.get().response().cseq());
    if (!matches) {
      on.refuse(key, request, 481);
      return;
    }
    on.reliable = Optional.empty();
    on.respond(key, on.response(request, 200).build());
    if (Sdp.isIn(request)) {
      on.negotiation = on.negotiation.received();
    }
    if (on.held.isPresent() && on.invite instanceof Invited.ByThem waiting) {
      SipResponse response = on.held.get();
      on.held = Optional.empty();
      sendAccepted(now, waiting, response);
    }
  }

  void progress(Moment now, int status, Sdp sdp) {
    if (!(on.invite instanceof Invited.ByThem waiting)) {
      return;
    }
    SipRequest request = waiting.request();
    boolean required = request.lists(HeaderName.REQUIRE, "100rel");
    boolean able = required || request.lists(HeaderName.SUPPORTED, "100rel");
    ResponseBuilder response =
        on.response(request, status)
            .copyRecordRoutes()
            .header(HeaderName.CONTACT, on.dialog.contact().toString())
            .header(HeaderName.ALLOW, on.rules.allow());
    body(response, sdp);
    if (!required && !(able && on.rules.reliable())) {
      on.respond(waiting.key(), response.build());
    } else if (on.reliable.isEmpty()) {
      // RFC 3262 §3: RSeq grows by one; the second is not sent before the first is acknowledged.
      on.rseq = on.rseq == 0 ? 1 + on.station.random().nextInt(Integer.MAX_VALUE) : on.rseq + 1;
      SipResponse reliable =
          response
              .header(HeaderName.REQUIRE, "100rel")
              .header(HeaderName.RSEQ, Long.toString(on.rseq))
              .build();
      on.reliable = Optional.of(Repeat.begin(now, on.rules.timers(), waiting.key(), reliable));
      if (!sdp.isAbsent()) {
        on.negotiation = on.negotiation.sent();
      }
      on.respond(waiting.key(), reliable);
    }
  }

  void accept(Moment now, Sdp sdp) {
    if (on.update instanceof Invited.ByThem waiting) {
      acceptUpdate(now, waiting, sdp);
    } else if (on.invite instanceof Invited.ByThem waiting && on.held.isEmpty()) {
      acceptInvite(now, waiting, sdp);
    }
  }

  private void acceptUpdate(Moment now, Invited.ByThem waiting, Sdp sdp) {
    Optional<SessionExpires> timer = SessionClock.answer(waiting.request(), on.rules);
    ResponseBuilder response = answer(waiting.request(), timer);
    body(response, sdp);
    if (on.negotiation.open() == Negotiation.Open.THEIRS) {
      on.negotiation = on.negotiation.answered();
    }
    on.update = new Invited.No();
    on.respond(waiting.key(), response.build());
    on.clock = SessionClock.ofServer(now, timer);
  }

  private void acceptInvite(Moment now, Invited.ByThem waiting, Sdp sdp) {
    Optional<SessionExpires> timer = SessionClock.answer(waiting.request(), on.rules);
    ResponseBuilder builder = answer(waiting.request(), timer).copyRecordRoutes();
    body(builder, sdp);
    SipResponse response = builder.build();
    boolean repeated =
        Sdp.isIn(waiting.request()) && on.negotiation.open() == Negotiation.Open.NOTHING;
    if (!sdp.isAbsent() && !repeated) {
      on.negotiation = on.negotiation.sent();
    }
    on.clock = SessionClock.ofServer(now, timer);
    if (on.reliable.isPresent()) {
      // RFC 3262 §3: no 2xx before the PRACK of a description; we hold it for any.
      on.held = Optional.of(response);
    } else {
      sendAccepted(now, waiting, response);
    }
  }

  private void sendAccepted(Moment now, Invited.ByThem waiting, SipResponse response) {
    on.dialog = on.dialog.confirmed();
    on.accepted = Optional.of(Repeat.begin(now, on.rules.timers(), waiting.key(), response));
    on.invite = new Invited.No();
    on.respond(waiting.key(), response);
  }

  private ResponseBuilder answer(SipRequest request, Optional<SessionExpires> timer) {
    ResponseBuilder response =
        on.response(request, 200)
            .header(HeaderName.CONTACT, on.dialog.contact().toString())
            .header(HeaderName.ALLOW, on.rules.allow())
            .header(HeaderName.SUPPORTED, on.rules.supported());
    SessionClock.write(response, timer);
    return response;
  }

  private static void body(ResponseBuilder response, Sdp sdp) {
    if (!sdp.isAbsent()) {
      response.body(sdp.type(), sdp.bytes());
    }
  }

  /** The user's refusal, or that of a CANCEL. */
  void refuse(int status) {
    if (on.update instanceof Invited.ByThem waiting) {
      on.update = new Invited.No();
      on.negotiation = on.negotiation.refused();
      on.refuse(waiting.key(), waiting.request(), status);
    } else if (on.invite instanceof Invited.ByThem waiting && on.held.isEmpty()) {
      on.invite = new Invited.No();
      on.negotiation = on.negotiation.refused();
      on.reliable = Optional.empty();
      on.refuse(waiting.key(), waiting.request(), status);
      if (!on.dialog.isConfirmed()) {
        // RFC 3261 §12.3: a final response other than 2xx ends an early dialog.
        on.end(status == 487 ? Why.CANCELLED : Why.REFUSED);
      }
    }
  }

  void acknowledged(SipRequest ack) {
    boolean ours =
        on.accepted.isPresent()
            && on.accepted.get().response().cseq().number() == ack.cseq().number();
    if (!ours) {
      return;
    }
    on.accepted = Optional.empty();
    if (Sdp.isIn(ack) || on.negotiation.open() == Negotiation.Open.OURS) {
      on.negotiation = on.negotiation.answered();
    }
    on.add(new SessionEffect.Established(ack));
    if (on.byeWanted) {
      on.hangUp();
    }
  }

  /** Sends again what is not acknowledged, or gives it up. */
  void timeout(Moment now) {
    if (on.reliable.isPresent() && on.reliable.get().isOver(now)) {
      // RFC 3262 §3: 64·T1 without a PRACK: the INVITE is refused with a 5xx.
      on.held = Optional.empty();
      on.clock = Optional.empty();
      refuse(504);
      on.effects.replaceAll(
          e -> e instanceof SessionEffect.Ended ? new SessionEffect.Ended(Why.NO_PRACK) : e);
    } else if (on.reliable.isPresent()) {
      on.reliable = again(now, on.reliable.get());
    }
    if (on.accepted.isPresent() && on.accepted.get().isOver(now)) {
      // RFC 3261 §13.3.1.4: without an ACK the dialog is confirmed, but the session ends by BYE.
      on.accepted = Optional.empty();
      on.hangUp();
      on.end(Why.NO_ACK);
    } else if (on.accepted.isPresent()) {
      on.accepted = again(now, on.accepted.get());
    }
  }

  private Optional<Repeat> again(Moment now, Repeat repeat) {
    Optional<Repeat> next = repeat.again(now, on.rules.timers());
    if (next.isPresent()) {
      on.respond(repeat.key(), repeat.response());
    }
    return next.or(() -> Optional.of(repeat));
  }
}
