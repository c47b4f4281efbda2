package tandem.sip.session;

import java.util.List;
import java.util.Optional;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.sip.dialog.Dialog;
import tandem.sip.dialog.Station;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.session.SessionEffect.Why;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionKey;

/**
 * One end of one INVITE dialog: RFC 3261 §13 to §15, RFC 3262, RFC 3311, RFC 4028.
 *
 * <pre>
 *   what comes           when                         what becomes of it
 *   any request          CSeq not above the last      500 (§12.2.2)
 *   INVITE               ours is open                 491 (§14.2)
 *   INVITE               theirs is open               500 with Retry-After (§14.2)
 *   INVITE, UPDATE       an offer of ours is open     491 (RFC 3311 §5.2)
 *   INVITE, UPDATE       an offer of theirs is open   500 with Retry-After (RFC 3311 §5.2)
 *   INVITE, UPDATE       Session-Expires too small    422 (RFC 4028 §9)
 *   INVITE, UPDATE offer otherwise                    Offered: the user accepts or refuses
 *   UPDATE without offer otherwise                    200
 *   PRACK                matches                      200, else 481 (RFC 3262 §3)
 *   BYE                  always                       200, Ended (§15.1.2)
 *   ACK                  of our 2xx                   Established
 *   2xx to INVITE        first                        ACK, or the user's answer first; Accepted
 *   2xx to INVITE        again                        ACK again (§13.2.2.4)
 *   491                  to INVITE, UPDATE            Refused, later TryAgain (§14.1)
 *   481, 408             in a confirmed dialog        BYE, Ended LOST (§12.2.1.2)
 * </pre>
 *
 * <p>The session is over with its {@link SessionEffect.Ended}; what comes later is ignored.
 */
public final class Session implements Machine<SessionInput, SessionEffect> {

  private final Ongoing on;
  private final AsServer server;
  private final AsClient client;

  private Session(Ongoing on) {
    this.on = on;
    this.server = new AsServer(on);
    this.client = new AsClient(on);
  }

  /** The caller's end: {@code dialog} was made by a response to the INVITE, which comes next. */
  public static Session ofCaller(
      SessionRules rules, Station station, Dialog dialog, SipRequest invite) {
    Session session = new Session(new Ongoing(rules, station, dialog));
    session.client.inviting(invite);
    return session;
  }

  /** The callee's end: {@code dialog} was made by the INVITE, which the user has to answer. */
  public static Session ofCallee(
      SessionRules rules, Station station, Dialog dialog, TransactionKey key, SipRequest invite) {
    Session session = new Session(new Ongoing(rules, station, dialog));
    session.server.invited(key, invite);
    return session;
  }

  /** As it was when its row was read. */
  public static Session restored(SessionRules rules, Station station, SessionRecord row) {
    return new Session(new Ongoing(rules, station, row));
  }

  public SessionRecord record() {
    return on.record();
  }

  public Dialog dialog() {
    return on.dialog;
  }

  public Negotiation negotiation() {
    return on.negotiation;
  }

  public boolean isOver() {
    return on.over;
  }

  @Override
  public List<SessionEffect> step(Moment now, SessionInput input) {
    if (on.over) {
      return List.of();
    }
    switch (input) {
      case SessionInput.Incoming(TransactionKey key, SipRequest request) ->
          incoming(now, key, request);
      case SessionInput.Ack(SipRequest ack) -> server.acknowledged(ack);
      case SessionInput.Response(ClientKey key, SipResponse response) -> {
        client.answered(now, key, response);
        client.pauseAfterGlare(now, response);
      }
      case SessionInput.Failed(ClientKey key, int status) -> client.failed(key, status);
      // RFC 3261 §9.2: a CANCEL is answered 487.
      case SessionInput.Cancelled _ -> server.refuse(487);
      case SessionInput.Progress(int status, Sdp sdp) -> server.progress(now, status, sdp);
      case SessionInput.Accept(Sdp sdp) -> server.accept(now, sdp);
      case SessionInput.Refuse(int status) -> server.refuse(status);
      case SessionInput.Acknowledge(Sdp sdp) -> client.acknowledge(now, sdp);
      case SessionInput.Change(String method, Sdp sdp) -> client.change(method, sdp);
      case SessionInput.Ask(String method, List<String> headers, Sdp body) ->
          client.ask(method, headers, body);
      case SessionInput.Bye _ -> bye();
      case SessionInput.Timeout _ -> timeout(now);
    }
    return on.taken();
  }

  private void incoming(Moment now, TransactionKey key, SipRequest request) {
    Optional<Dialog> received = on.dialog.received(request);
    if (received.isEmpty()) {
      on.refuse(key, request, 500);
      return;
    }
    on.dialog = received.get();
    switch (request.method()) {
      case "INVITE" -> server.reinvited(key, request);
      case "UPDATE" -> server.updated(now, key, request);
      case "PRACK" -> server.pracked(now, key, request);
      case "BYE" -> byeReceived(key, request);
      default -> on.add(new SessionEffect.Asked(key, request));
    }
  }

  private void byeReceived(TransactionKey key, SipRequest request) {
    on.refuse(key, request, 200);
    // RFC 3261 §15.1.2: requests that wait for an answer get 487.
    for (Invited open : List.of(on.invite, on.update)) {
      if (open instanceof Invited.ByThem waiting) {
        on.refuse(waiting.key(), waiting.request(), 487);
      }
    }
    on.end(Why.BYE_RECEIVED);
  }

  private void bye() {
    if (!on.dialog.isConfirmed() && !on.dialog.initiator() && on.held.isEmpty()) {
      // RFC 3261 §15: the callee of an early dialog refuses instead.
      server.refuse(480);
    } else if (!on.dialog.isConfirmed() && on.invite instanceof Invited.ByUs ours) {
      // RFC 3261 §15: a BYE would leave the INVITE open. If a 2xx crosses the CANCEL, BYE follows.
      on.byeWanted = true;
      on.add(new SessionEffect.GiveUp(ours.key()));
    } else if (on.unacked.isPresent()) {
      on.byeWanted = true;
    } else {
      on.hangUp();
    }
  }

  private void timeout(Moment now) {
    server.timeout(now);
    if (on.acked.isPresent() && now.reached(on.acked.get().until())) {
      on.acked = Optional.empty();
    }
    if (on.retry.isPresent() && now.reached(on.retry.get())) {
      on.retry = Optional.empty();
      on.add(new SessionEffect.TryAgain());
    }
    if (!on.over && on.clock.isPresent() && now.reached(on.clock.get().at())) {
      expire(on.clock.get());
    }
  }

  private void expire(SessionClock clock) {
    on.clock = Optional.empty();
    if (!clock.refreshes()) {
      // RFC 4028 §10: nobody has refreshed: BYE.
      on.hangUp();
      on.end(Why.EXPIRED);
      return;
    }
    // RFC 4028 §7.4: half the interval is over. If the refresh cannot go now, the peer's request
    // that is in its way refreshes as well.
    on.clock = Optional.of(clock);
    if (on.update instanceof Invited.No) {
      client.change("UPDATE", Sdp.NONE);
    }
    on.clock = Optional.empty();
  }

  @Override
  public Optional<Moment> deadline() {
    return on.over ? Optional.empty() : on.deadline();
  }
}
