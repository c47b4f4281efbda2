package tandem.sip.load;

import java.util.List;
import java.util.SplittableRandom;
import tandem.platform.time.Moment;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.dialog.Dialog;
import tandem.sip.dialog.Station;
import tandem.sip.layer.LayerEffect;
import tandem.sip.layer.LayerInput;
import tandem.sip.layer.LayerRules;
import tandem.sip.layer.TransactionLayer;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.Uri;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult;
import tandem.sip.route.Addresses;
import tandem.sip.session.Invitation;
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

/** What the benchmarks of transactions and dialogs measure: one method is one operation. */
public final class TransactionLoad {

  private static final Hop ALICE = hop("192.0.2.1");
  private static final Hop BOB = hop("192.0.2.2");
  private static final SessionRules RULES =
      new SessionRules(Timers.DEFAULT, 0, 90, false, List.of("INVITE", "ACK", "BYE"));
  private static final Sdp OFFER = Sdp.of("v=0\r\n".getBytes());

  private final Station alice = station("alice", "192.0.2.1");
  private final Station bob = station("bob", "192.0.2.2");
  private TransactionLayer caller = layer();
  private TransactionLayer callee = layer();
  private long nanos;
  private int operations;
  private final SipRequest[] requests = new SipRequest[4_096];
  private final SipResponse[] responses = new SipResponse[4_096];

  /** Requests and responses are made beforehand: they are not part of the transaction. */
  public TransactionLoad() {
    for (int i = 0; i < requests.length; i++) {
      requests[i] =
          (SipRequest)
              parsed(
                  ("OPTIONS sip:bob@192.0.2.2 SIP/2.0\r\n"
                          + "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-load-"
                          + i
                          + "\r\nMax-Forwards: 70\r\nFrom: <sip:alice@example.com>;tag=a"
                          + "\r\nTo: <sip:bob@example.com>\r\nCall-ID: load-"
                          + i
                          + "@192.0.2.1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
                      .getBytes());
      responses[i] = ResponseBuilder.to(requests[i], 200).toTag("b").build();
    }
  }

  private static Hop hop(String address) {
    return new Hop(Transport.UDP, Addresses.literal(address).orElseThrow(), 5060);
  }

  private static Station station(String user, String address) {
    return new Station(
        NameAddr.of(Uri.parse("sip:" + user + "@example.com").orElseThrow()),
        NameAddr.of(Uri.parse("sip:" + user + "@" + address).orElseThrow()),
        new Host(address, -1),
        Transport.UDP,
        new SplittableRandom(1));
  }

  private static TransactionLayer layer() {
    return new TransactionLayer(new LayerRules(Timers.DEFAULT, 100_000, 100_000, 5, 1));
  }

  private static SipMessage parsed(byte[] bytes) {
    if (MessageParser.parse(bytes) instanceof ParseResult.Parsed(SipMessage message)) {
      return message;
    }
    throw new IllegalStateException("unreadable");
  }

  /**
   * One non-INVITE server transaction: a request that is parsed goes in, its response out, and an
   * old transaction ends by timer J. There are as many in the table as requests, 4096.
   */
  public Object nonInviteServer() {
    // Each request comes again 4096 operations later, when its transaction has just ended.
    nanos += 32_000_000_000L / requests.length + 1;
    Moment now = new Moment(nanos);
    callee.step(now, new LayerInput.Timeout());
    int i = operations++ % requests.length;
    List<LayerEffect> in = callee.step(now, new LayerInput.Received(ALICE, requests[i]));
    TransactionKey key = ((LayerEffect.Incoming) in.getFirst()).key();
    return callee.step(now, new LayerInput.Respond(key, responses[i]));
  }

  /**
   * A whole call between two ends: INVITE, 180, 200, ACK, BYE, 200; all six are built, sent as
   * bytes and parsed, both ends have transactions, a dialog and a session.
   */
  public Object call() {
    nanos += 1_000_000;
    if (++operations % 1_000 == 0) {
      // Timers L, M, J and K are of no interest here, only that the tables stay small.
      caller = layer();
      callee = layer();
    }
    Moment now = new Moment(nanos);
    Uri target = bob.contact().uri();
    Invitation invitation =
        Invitation.of(
            RULES, alice, new Invitation.Target(target, NameAddr.of(target), List.of(), OFFER));
    SipRequest invite = carried(now, caller, callee, ALICE, invitation.invite());
    TransactionKey key = TransactionKey.of(invite);
    Dialog dialog = Dialog.ofServer(invite, bob.token(), target).orElseThrow();
    Session called = Session.ofCallee(RULES, bob, dialog, key, invite);
    SipResponse ringing = answered(now, called, new SessionInput.Progress(180, Sdp.NONE));
    Invitation.Step made = invitation.received(ringing);
    Dialog early = ((Invitation.Meaning.Made) made.meaning()).dialog();
    Session calling = Session.ofCaller(RULES, alice, early, invitation.invite());
    ClientKey asked = invitation.key();
    calling.step(now, new SessionInput.Response(asked, ringing));
    SipResponse ok = answered(now, called, new SessionInput.Accept(OFFER));
    List<SessionEffect> acks = calling.step(now, new SessionInput.Response(asked, ok));
    SipRequest ack = ((SessionEffect.Send) acks.getFirst()).request();
    called.step(now, new SessionInput.Ack((SipRequest) parsed(ack.bytes())));
    List<SessionEffect> byes = calling.step(now, new SessionInput.Bye());
    SipRequest bye = ((SessionEffect.Send) byes.getFirst()).request();
    SipRequest came = carried(now, caller, callee, ALICE, bye);
    SipResponse gone =
        answered(now, called, new SessionInput.Incoming(TransactionKey.of(came), came));
    return calling.step(now, new SessionInput.Response(ClientKey.of(bye), gone));
  }

  /** A request through both layers. */
  private static SipRequest carried(
      Moment now, TransactionLayer from, TransactionLayer to, Hop source, SipRequest request) {
    List<LayerEffect> sent = from.step(now, new LayerInput.Request(request, BOB));
    byte[] bytes = ((LayerEffect.Send) sent.getFirst()).message();
    List<LayerEffect> in = to.step(now, new LayerInput.Received(source, parsed(bytes)));
    return ((LayerEffect.Incoming) in.getFirst()).request();
  }

  /** What the callee answers, through both layers. */
  private SipResponse answered(Moment now, Session session, SessionInput input) {
    SessionEffect.Respond out = (SessionEffect.Respond) session.step(now, input).getFirst();
    List<LayerEffect> sent = callee.step(now, new LayerInput.Respond(out.key(), out.response()));
    byte[] bytes = ((LayerEffect.Send) sent.getFirst()).message();
    List<LayerEffect> in = caller.step(now, new LayerInput.Received(BOB, parsed(bytes)));
    return ((LayerEffect.Response) in.getFirst()).response();
  }

  /** Tables of both ends, to see that they stay small. */
  public int open() {
    return caller.clientCount() + callee.serverCount();
  }
}
