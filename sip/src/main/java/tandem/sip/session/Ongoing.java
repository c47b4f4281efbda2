package tandem.sip.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.platform.time.Moment;
import tandem.sip.build.RequestBuilder;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.dialog.Dialog;
import tandem.sip.dialog.Station;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.session.SessionEffect.Why;
import tandem.sip.session.SessionRecord.Confirmation;
import tandem.sip.session.SessionRecord.Provisionals;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionKey;

/** The state of one session while a step changes it, and the effects of that step. */
final class Ongoing {

  final SessionRules rules;
  final Station station;
  Dialog dialog;
  Negotiation negotiation = Negotiation.NONE;
  Invited invite = new Invited.No();
  Invited update = new Invited.No();
  Optional<Repeat> reliable = Optional.empty();
  Optional<SipResponse> held = Optional.empty();
  long rseq;
  long seen;
  Optional<Repeat> accepted = Optional.empty();
  Optional<Acked> acked = Optional.empty();
  Optional<Long> unacked = Optional.empty();
  boolean byeWanted;
  Optional<ClientKey> bye = Optional.empty();
  Optional<SessionClock> clock = Optional.empty();
  Optional<Moment> retry = Optional.empty();
  boolean over;
  List<SessionEffect> effects = new ArrayList<>(2);

  Ongoing(SessionRules rules, Station station, Dialog dialog) {
    this.rules = rules;
    this.station = station;
    this.dialog = dialog;
  }

  Ongoing(SessionRules rules, Station station, SessionRecord row) {
    this(rules, station, row.dialog());
    negotiation = row.negotiation();
    invite = row.invite();
    update = row.update();
    reliable = row.provisionals().sent();
    held = row.provisionals().held();
    rseq = row.provisionals().rseq();
    seen = row.provisionals().seen();
    accepted = row.confirmation().accepted();
    acked = row.confirmation().acked();
    unacked = row.confirmation().unacked();
    byeWanted = row.confirmation().byeWanted();
    bye = row.confirmation().bye();
    clock = row.clock();
    retry = row.retry();
  }

  SessionRecord record() {
    return new SessionRecord(
        dialog,
        negotiation,
        invite,
        update,
        new Provisionals(reliable, held, rseq, seen),
        new Confirmation(accepted, acked, unacked, byeWanted, bye),
        clock,
        retry);
  }

  List<SessionEffect> taken() {
    List<SessionEffect> out = effects;
    effects = new ArrayList<>(2);
    return out;
  }

  void add(SessionEffect effect) {
    effects.add(effect);
  }

  ResponseBuilder response(SipRequest request, int status) {
    return ResponseBuilder.to(request, status).toTag(dialog.id().localTag());
  }

  void respond(TransactionKey key, SipResponse response) {
    add(new SessionEffect.Respond(key, response));
  }

  void refuse(TransactionKey key, SipRequest request, int status) {
    respond(key, response(request, status).build());
  }

  /** RFC 3261 §14.2, RFC 3311 §5.2: too early; try again within ten seconds. */
  void refuseForNow(TransactionKey key, SipRequest request) {
    respond(
        key,
        response(request, 500)
            .header(HeaderName.RETRY_AFTER, Integer.toString(station.random().nextInt(11)))
            .build());
  }

  /** A request in the dialog; the caller sends it when it is complete. */
  RequestBuilder request(String method) {
    Dialog.Outgoing outgoing = dialog.request(method, station.via());
    dialog = outgoing.dialog();
    return outgoing.request();
  }

  ClientKey send(RequestBuilder request) {
    SipRequest complete = request.build();
    add(new SessionEffect.Send(complete));
    return ClientKey.of(complete);
  }

  /** RFC 3261 §15: a caller's early dialog may end by BYE, a callee's not; nor before the ACK. */
  void hangUp() {
    if (accepted.isPresent() || held.isPresent()) {
      byeWanted = true;
    } else if (bye.isEmpty()) {
      byeWanted = false;
      bye = Optional.of(send(request("BYE")));
      clock = Optional.empty();
      retry = Optional.empty();
    }
  }

  void end(Why why) {
    over = true;
    add(new SessionEffect.Ended(why));
  }

  Optional<Moment> deadline() {
    return Stream.of(
            accepted.map(Repeat::deadline),
            reliable.map(Repeat::deadline),
            acked.map(Acked::until),
            clock.map(SessionClock::at),
            retry)
        .flatMap(Optional::stream)
        .reduce(Moment::earliest);
  }
}
