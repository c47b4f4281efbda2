package tandem.sip.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import tandem.platform.time.Moment;
import tandem.sip.build.RequestBuilder;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.codec.SessionCodec;
import tandem.sip.codec.TransactionCodec;
import tandem.sip.dialog.Dialog;
import tandem.sip.dialog.DialogId;
import tandem.sip.dialog.ReplacesRule;
import tandem.sip.dialog.Station;
import tandem.sip.header.Replaces;
import tandem.sip.layer.LayerEffect;
import tandem.sip.layer.LayerInput;
import tandem.sip.layer.LayerRules;
import tandem.sip.layer.TransactionLayer;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.route.Addresses;
import tandem.sip.route.Proxy;
import tandem.sip.route.ReturnPath;
import tandem.sip.session.Invitation;
import tandem.sip.session.Invitation.Meaning;
import tandem.sip.session.Invited;
import tandem.sip.session.Sdp;
import tandem.sip.session.Session;
import tandem.sip.session.SessionEffect;
import tandem.sip.session.SessionInput;
import tandem.sip.session.SessionRules;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.Timers;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;
import tandem.sip.transport.Transport;

/** A telephone made of the machines under test; what people would decide, a {@link Person} does. */
final class UserAgent implements World.Node {

  final World world;
  final Station station;
  private final String name;
  private final Hop hop;
  private final SessionRules rules;
  private final Person person;
  private TransactionLayer layer;
  final Map<DialogId, Session> sessions = new LinkedHashMap<>();
  final Map<ClientKey, Invitation> invitations = new LinkedHashMap<>();
  private final Map<ClientKey, DialogId> owners = new LinkedHashMap<>();

  UserAgent(World world, String name, int place, SessionRules rules, Person person) {
    this.world = world;
    this.name = name;
    this.rules = rules;
    this.person = person;
    String address = "192.0.2." + place;
    this.hop = new Hop(Transport.UDP, Addresses.literal(address).orElseThrow(), 5060);
    Host host = new Host(address, -1);
    this.station =
        new Station(
            NameAddr.of(Uri.parse("sip:" + name + "@example.com").orElseThrow()),
            NameAddr.of(SipUri.of(name, host)),
            host,
            Transport.UDP,
            new SplittableRandom(place));
    this.layer = new TransactionLayer(layerRules());
  }

  static LayerRules layerRules() {
    return new LayerRules(Timers.DEFAULT, 1_000, 1_000, 5, 7);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Hop hop() {
    return hop;
  }

  /** Sends an INVITE; the key finds its {@link Invitation}. */
  ClientKey invite(Uri target, List<NameAddr> routes, Sdp offer, List<String> headers) {
    Invitation made =
        Invitation.of(
            rules, station, new Invitation.Target(target, NameAddr.of(target), routes, offer));
    SipRequest invite = made.invite();
    for (int i = 0; i + 1 < headers.size(); i += 2) {
      invite = invite.edit().set(headers.get(i), headers.get(i + 1)).build();
    }
    return invite(invite);
  }

  ClientKey invite(SipRequest invite) {
    Invitation invitation = Invitation.of(invite);
    invitations.put(invitation.key(), invitation);
    send(invite);
    return invitation.key();
  }

  void cancel(ClientKey invite) {
    layer(new LayerInput.Cancel(invite));
  }

  /** A request outside dialogs. */
  RequestBuilder request(String method, Uri target) {
    return RequestBuilder.of(method, target)
        .via(station.via())
        .from(station.address().withTag(station.token()))
        .to(NameAddr.of(target))
        .callId(station.callId())
        .cseq(1);
  }

  void send(SipRequest request) {
    layer(new LayerInput.Request(request, hopOf(Proxy.nextHop(request))));
  }

  static Hop hopOf(Uri uri) {
    SipUri sip = (SipUri) uri;
    int port = sip.host().port() > 0 ? sip.host().port() : 5060;
    return new Hop(Transport.UDP, Addresses.literal(sip.host().name()).orElseThrow(), port);
  }

  void respond(TransactionKey key, SipResponse response) {
    layer(new LayerInput.Respond(key, response));
  }

  void act(DialogId call, SessionInput input) {
    Session session = sessions.get(call);
    if (session != null) {
      session.step(world.now(), input).forEach(effect -> carryOut(call, effect));
    }
  }

  Replaces replaces(DialogId call) {
    return new Replaces(call.callId(), call.remoteTag(), call.localTag(), false);
  }

  @Override
  public void received(Moment now, Hop from, SipMessage message) {
    SipMessage noted =
        message instanceof SipRequest request ? ReturnPath.noted(request, from) : message;
    layer(new LayerInput.Received(from, noted));
  }

  @Override
  public Optional<Moment> deadline() {
    return Stream.concat(
            layer.deadline().stream(),
            sessions.values().stream().flatMap(s -> s.deadline().stream()))
        .min(Moment::compareTo);
  }

  @Override
  public void timeout(Moment now) {
    layer(new LayerInput.Timeout());
    for (DialogId call : List.copyOf(sessions.keySet())) {
      act(call, new SessionInput.Timeout());
    }
  }

  private void layer(LayerInput input) {
    layer.step(world.now(), input).forEach(this::carryOut);
  }

  private void carryOut(LayerEffect effect) {
    switch (effect) {
      case LayerEffect.Send(_, Hop to, byte[] message) -> world.send(this, to, message);
      case LayerEffect.Incoming(TransactionKey key, _, SipRequest request) ->
          incoming(key, request);
      case LayerEffect.Response(ClientKey key, SipResponse response) -> response(key, response);
      case LayerEffect.Failed(ClientKey key, _, int status) -> failed(key, status);
      case LayerEffect.Cancelled(TransactionKey invite) ->
          waiting(invite).ifPresent(call -> act(call, new SessionInput.Cancelled()));
      case LayerEffect.Acknowledged(_, SipRequest ack) -> ack(ack);
      case LayerEffect.StrayAck(_, SipRequest ack) -> ack(ack);
      case LayerEffect.Unacknowledged _, LayerEffect.Undelivered _ -> {}
      case LayerEffect.StrayResponse(_, _) -> {}
      case LayerEffect.Ended(ClientKey key) -> {
        owners.remove(key);
        Invitation over = invitations.remove(key);
        if (over != null) {
          // RFC 3261 §13.2.2.4: no 2xx can come any more, so its early dialogs are over.
          over.legs().forEach(leg -> act(leg, new SessionInput.Failed(key, 487)));
        }
      }
      case LayerEffect.Ended(TransactionKey _) -> {}
    }
  }

  private Optional<DialogId> waiting(TransactionKey invite) {
    return sessions.entrySet().stream()
        .filter(
            e ->
                e.getValue().record().invite() instanceof Invited.ByThem(TransactionKey key, _)
                    && key.equals(invite))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private void ack(SipRequest ack) {
    act(DialogId.ofReceived(ack), new SessionInput.Ack(ack));
  }

  private void incoming(TransactionKey key, SipRequest request) {
    if (request.to().tag().isPresent()) {
      DialogId call = DialogId.ofReceived(request);
      if (sessions.containsKey(call)) {
        act(call, new SessionInput.Incoming(key, request));
      } else {
        respond(key, ResponseBuilder.to(request, 481).build());
      }
    } else if (request.isInvite()) {
      invited(key, request);
    } else {
      person.outside(this, key, request);
    }
  }

  private void invited(TransactionKey key, SipRequest invite) {
    ReplacesRule rule = ReplacesRule.of(invite, this::find);
    String tag = station.token();
    if (rule instanceof ReplacesRule.Refuse(int status)) {
      respond(key, ResponseBuilder.to(invite, status).toTag(tag).build());
      return;
    }
    Dialog dialog = Dialog.ofServer(invite, tag, station.contact().uri()).orElseThrow();
    sessions.put(dialog.id(), Session.ofCallee(rules, station, dialog, key, invite));
    if (rule instanceof ReplacesRule.Replace(Dialog old)) {
      act(dialog.id(), new SessionInput.Accept(Media.answer(invite)));
      act(old.id(), new SessionInput.Bye());
    } else {
      person.invited(this, dialog.id(), invite);
    }
  }

  private Optional<ReplacesRule.Found> find(String callId, String localTag, String remoteTag) {
    return Optional.ofNullable(sessions.get(new DialogId(callId, localTag, remoteTag)))
        .map(session -> new ReplacesRule.Found(session.dialog(), session.isOver()));
  }

  private void response(ClientKey key, SipResponse response) {
    Invitation invitation = invitations.get(key);
    if (invitation == null) {
      DialogId call = owners.get(key);
      if (call == null) {
        person.answered(this, key, response);
      } else {
        act(call, new SessionInput.Response(key, response));
      }
      return;
    }
    Invitation.Step step = invitation.received(response);
    invitations.put(key, step.next());
    switch (step.meaning()) {
      case Meaning.Known(DialogId leg) -> act(leg, new SessionInput.Response(key, response));
      case Meaning.Made(Dialog dialog) -> made(dialog, invitation, response);
      case Meaning.Superfluous(Dialog dialog) -> {
        made(dialog, invitation, response);
        act(dialog.id(), new SessionInput.Bye());
      }
      case Meaning.Refused(int status, var legs) -> {
        legs.forEach(leg -> act(leg, new SessionInput.Response(key, response)));
        person.refused(this, key, status);
        person.answered(this, key, response);
      }
      case Meaning.Nothing _ -> {}
    }
  }

  private void made(Dialog dialog, Invitation invitation, SipResponse response) {
    sessions.put(dialog.id(), Session.ofCaller(rules, station, dialog, invitation.invite()));
    act(dialog.id(), new SessionInput.Response(invitation.key(), response));
  }

  private void failed(ClientKey key, int status) {
    Invitation invitation = invitations.get(key);
    if (invitation != null) {
      invitation.legs().forEach(leg -> act(leg, new SessionInput.Failed(key, status)));
      person.refused(this, key, status);
    } else if (owners.containsKey(key)) {
      act(owners.get(key), new SessionInput.Failed(key, status));
    }
  }

  private void carryOut(DialogId call, SessionEffect effect) {
    switch (effect) {
      case SessionEffect.Send(SipRequest request) -> {
        if (!request.isAck()) {
          owners.put(ClientKey.of(request), call);
        }
        send(request);
      }
      case SessionEffect.Respond(TransactionKey key, SipResponse response) ->
          respond(key, response);
      case SessionEffect.GiveUp(ClientKey invite) -> cancel(invite);
      case SessionEffect.Offered(SipRequest request) -> person.changed(this, call, request);
      case SessionEffect.Asked(TransactionKey key, SipRequest request) ->
          person.asked(this, call, key, request);
      case SessionEffect.Progressed(SipResponse response) ->
          person.progressed(this, call, response);
      case SessionEffect.Accepted(SipResponse response) -> {
        if (sessions.get(call).record().confirmation().unacked().isPresent()) {
          person.offered(this, call, response);
        }
        person.accepted(this, call, response);
      }
      case SessionEffect.Refused _, SessionEffect.Answered _ -> {}
      case SessionEffect.TryAgain _ -> person.tryAgain(this, call);
      case SessionEffect.Established(SipRequest ack) -> {
        world.log(name + ": established");
        person.established(this, call, ack);
      }
      case SessionEffect.Ended(SessionEffect.Why why) -> {
        world.log(name + ": ended " + why);
        sessions.remove(call);
        person.ended(this, call);
      }
    }
  }

  int open() {
    return layer.clientCount()
        + layer.serverCount()
        + sessions.size()
        + invitations.size()
        + owners.size();
  }

  String openText() {
    return name
        + ": "
        + layer.records().toList()
        + sessions.values().stream().map(Session::record).toList()
        + invitations
        + owners;
  }

  @Override
  public void moveToOtherHost(Moment now) {
    TransactionLayer other = new TransactionLayer(layerRules());
    List<byte[]> rows = new ArrayList<>();
    layer.records().forEach(row -> rows.add(TransactionCodec.encode(now, row)));
    rows.forEach(row -> other.restore(TransactionCodec.decode(now, row).orElseThrow()));
    layer = other;
    sessions.replaceAll(
        (_, session) ->
            Session.restored(
                rules,
                station,
                SessionCodec.decode(now, SessionCodec.encode(now, session.record()))
                    .orElseThrow()));
    invitations.replaceAll(
        (_, invitation) ->
            SessionCodec.decodeInvitation(now, SessionCodec.encode(now, invitation)).orElseThrow());
  }
}
