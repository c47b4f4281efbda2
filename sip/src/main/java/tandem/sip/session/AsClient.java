package tandem.sip.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.build.RequestBuilder;
import tandem.sip.dialog.Glare;
import tandem.sip.header.RAck;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.session.SessionEffect.Why;
import tandem.sip.transaction.ClientKey;

/** What a session does as the client of INVITE, UPDATE, PRACK and BYE. */
final class AsClient {

  private final Ongoing on;

  AsClient(Ongoing on) {
    this.on = on;
  }

  /** The INVITE that makes the dialog has gone. */
  void inviting(SipRequest request) {
    on.invite =
        new Invited.ByUs(
            ClientKey.of(request), "INVITE", request.cseq().number(), Sdp.isIn(request));
    if (Sdp.isIn(request)) {
      on.negotiation = on.negotiation.offeredByUs();
    }
  }

  /** A re-INVITE (RFC 3261 §14.1) or UPDATE (RFC 3311 §5.1) of the user; 491 if it must wait. */
  void change(String method, Sdp sdp) {
    boolean invite = method.equals("INVITE");
    boolean busy =
        !(invite ? on.invite : on.update).equals(new Invited.No())
            || invite && (on.accepted.isPresent() || on.unacked.isPresent())
            || !sdp.isAbsent() && !mayOffer()
            || on.bye.isPresent();
    if (busy) {
      on.add(new SessionEffect.Refused(491));
      return;
    }
    on.retry = Optional.empty();
    RequestBuilder request = on.request(method);
    request
        .header(HeaderName.CONTACT, on.dialog.contact().toString())
        .header(HeaderName.ALLOW, on.rules.allow())
        .header(HeaderName.SUPPORTED, on.rules.supported());
    SessionClock.ask(request, on.rules, on.clock);
    if (!sdp.isAbsent()) {
      request.body(sdp.type(), sdp.bytes());
      on.negotiation = on.negotiation.offeredByUs();
    }
    Invited asked =
        new Invited.ByUs(on.send(request), method, on.dialog.local().cseq(), !sdp.isAbsent());
    if (invite) {
      on.invite = asked;
    } else {
      on.update = asked;
    }
  }

  /** RFC 3311 §5.1: in an early dialog only after the offer of the INVITE has been answered. */
  private boolean mayOffer() {
    return on.negotiation.mayOffer() && (on.dialog.isConfirmed() || on.negotiation.agreed());
  }

  /** Another request of the user. */
  void ask(String method, List<String> headers, Sdp body) {
    RequestBuilder request = on.request(method);
    for (int i = 0; i + 1 < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    if (!body.isAbsent()) {
      request.body(body.type(), body.bytes());
    }
    on.send(request);
  }

  void answered(Moment now, ClientKey key, SipResponse response) {
    if (on.bye.equals(Optional.of(key))) {
      if (response.isFinal()) {
        on.end(Why.BYE_SENT);
      }
    } else if (on.invite instanceof Invited.ByUs ours && ours.key().equals(key)) {
      invite(now, ours, response);
    } else if (on.update instanceof Invited.ByUs ours && ours.key().equals(key)) {
      update(now, response);
    } else if (key.method().equals("INVITE")) {
      again(response);
    } else if (key.method().equals("PRACK")) {
      lostIf(response.status());
    } else {
      on.add(new SessionEffect.Answered(key, response));
      lostIf(response.status());
    }
  }

  /** RFC 3261 §8.1.3.1: a request that was never answered counts as answered so. */
  void failed(ClientKey key, int status) {
    if (on.bye.equals(Optional.of(key))) {
      on.end(Why.BYE_SENT);
    } else if (on.invite instanceof Invited.ByUs ours && ours.key().equals(key)) {
      on.invite = new Invited.No();
      refused(true, status);
    } else if (on.update instanceof Invited.ByUs ours && ours.key().equals(key)) {
      on.update = new Invited.No();
      refused(false, status);
    } else {
      lostIf(status);
    }
  }

  private void invite(Moment now, Invited.ByUs ours, SipResponse response) {
    if (response.isProvisional()) {
      provisional(response);
    } else if (response.isSuccess()) {
      on.invite = new Invited.No();
      on.dialog = on.dialog.confirmed(response);
      on.clock = SessionClock.ofClient(now, response);
      // RFC 3261 §13.2.1: the 2xx answers our offer, or offers if we have not. An answer that a
      // reliable provisional response has given already is only repeated.
      if (Sdp.isIn(response)
          && (!ours.offered() || on.negotiation.open() == Negotiation.Open.OURS)) {
        on.negotiation = on.negotiation.received();
      }
      boolean offer = on.negotiation.open() == Negotiation.Open.THEIRS;
      on.unacked = Optional.of(ours.cseq());
      if (!offer) {
        acknowledge(now, Sdp.NONE);
      }
      on.add(new SessionEffect.Accepted(response));
    } else {
      on.invite = new Invited.No();
      refused(true, response.status());
    }
  }

  /** The ACK of a 2xx: with an answer if the 2xx offered. */
  void acknowledge(Moment now, Sdp answer) {
    if (on.unacked.isEmpty()) {
      return;
    }
    long cseq = on.unacked.get();
    on.unacked = Optional.empty();
    RequestBuilder ack = on.dialog.ack(cseq, on.station.via());
    if (!answer.isAbsent()) {
      ack.body(answer.type(), answer.bytes());
    }
    on.negotiation = on.negotiation.answered();
    SipRequest complete = ack.build();
    on.acked = Optional.of(new Acked(cseq, complete, now.plus(on.rules.timers().lifetime())));
    on.add(new SessionEffect.Send(complete));
    if (on.byeWanted) {
      on.hangUp();
    }
  }

  /** RFC 3261 §13.2.2.4: a 2xx that comes again has lost its ACK. */
  private void again(SipResponse response) {
    if (response.isSuccess()
        && on.acked.isPresent()
        && on.acked.get().cseq() == response.cseq().number()) {
      on.add(new SessionEffect.Send(on.acked.get().ack()));
    }
  }

  private void provisional(SipResponse response) {
    Optional<Long> rseq =
        response.lists(HeaderName.REQUIRE, "100rel")
            ? response.first(HeaderName.RSEQ).flatMap(RAck::parseRseq)
            : Optional.empty();
    if (rseq.isPresent()) {
      // RFC 3262 §4: in order only; one that is repeated or ahead is left to its retransmission.
      if (on.seen != 0 && rseq.get() != on.seen + 1) {
        return;
      }
      on.seen = rseq.get();
      if (Sdp.isIn(response)) {
        on.negotiation = on.negotiation.received();
      }
      on.dialog = on.dialog.refreshed(response);
      on.send(
          on.request("PRACK")
              .header(HeaderName.RACK, new RAck(rseq.get(), response.cseq()).toString()));
    }
    if (response.status() > 100) {
      on.add(new SessionEffect.Progressed(response));
    }
  }

  private void update(Moment now, SipResponse response) {
    if (response.isProvisional()) {
      return;
    }
    on.update = new Invited.No();
    if (response.isSuccess()) {
      on.dialog = on.dialog.refreshed(response);
      on.clock = SessionClock.ofClient(now, response);
      if (on.negotiation.open() == Negotiation.Open.OURS) {
        on.negotiation = on.negotiation.answered();
      }
      on.add(new SessionEffect.Accepted(response));
    } else {
      refused(false, response.status());
    }
    if (response.status() == 491) {
      on.retry = Optional.of(now.plus(pause()));
    }
  }

  private Duration pause() {
    return Glare.pause(on.dialog.initiator(), on.station.random());
  }

  /** After a 491 to a re-INVITE. */
  void pauseAfterGlare(Moment now, SipResponse response) {
    if (response.status() == 491
        && on.dialog.isConfirmed()
        && response.cseq().method().equals("INVITE")) {
      on.retry = Optional.of(now.plus(pause()));
    }
  }

  private void refused(boolean invite, int status) {
    if (on.negotiation.open() == Negotiation.Open.OURS) {
      on.negotiation = on.negotiation.refused();
    }
    on.add(new SessionEffect.Refused(status));
    if (invite && !on.dialog.isConfirmed()) {
      // RFC 3261 §12.3: a final response other than 2xx ends an early dialog.
      on.end(status == 487 ? Why.CANCELLED : Why.REFUSED);
    } else {
      lostIf(status);
    }
  }

  /** RFC 3261 §12.2.1.2: the other end does not know the dialog, or is gone. */
  private void lostIf(int status) {
    if ((status == 481 || status == 408) && !on.over && on.dialog.isConfirmed()) {
      on.hangUp();
      on.end(Why.LOST);
    }
  }
}
