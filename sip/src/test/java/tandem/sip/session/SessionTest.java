package tandem.sip.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tandem.platform.time.Moment;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.dialog.Dialog;
import tandem.sip.dialog.Glare;
import tandem.sip.dialog.ReplacesRule;
import tandem.sip.dialog.Station;
import tandem.sip.message.HeaderName;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.Uri;
import tandem.sip.session.SessionEffect.Ended;
import tandem.sip.session.SessionEffect.Respond;
import tandem.sip.session.SessionEffect.Send;
import tandem.sip.session.SessionEffect.Why;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.Sample;
import tandem.sip.transaction.Timers;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Transport;

/** The rules of RFC 3261 §12 to §14, RFC 3891 and RFC 4028 that the flows do not show. */
class SessionTest {

  private static final Moment START = Moment.ofMillis(0);
  private static final SipRequest INVITE =
      Sample.request(
          "INVITE",
          "z9hG4bK1",
          "Contact: <sip:alice@192.0.2.1>\r\nSupported: timer\r\nSession-Expires: 120\r\n");
  private static final SessionRules RULES =
      new SessionRules(Timers.DEFAULT, 0, 90, false, List.of("INVITE", "UPDATE"));

  private static Station station() {
    NameAddr bob = NameAddr.of(Uri.parse("sip:bob@192.0.2.2").orElseThrow());
    return new Station(bob, bob, new Host("192.0.2.2", -1), Transport.UDP, new SplittableRandom(1));
  }

  private static Session callee() {
    Dialog dialog = Dialog.ofServer(INVITE, "b", station().contact().uri()).orElseThrow();
    Session session = Session.ofCallee(RULES, station(), dialog, TransactionKey.of(INVITE), INVITE);
    return session;
  }

  private static SipResponse accept(Session session) {
    List<SessionEffect> effects =
        session.step(START, new SessionInput.Accept(Sdp.of("answer".getBytes())));
    return ((Respond) effects.getFirst()).response();
  }

  private static SipRequest inDialog(String method, long cseq, String more) {
    String text =
        new String(Sample.request(method, "z9hG4bK" + cseq, more).bytes())
            .replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com>;tag=b")
            .replace("CSeq: 1 ", "CSeq: " + cseq + " ");
    return (SipRequest) Sample.parse(text);
  }

  private static List<SessionEffect> receive(Session session, SipRequest request) {
    return session.step(START, new SessionInput.Incoming(TransactionKey.of(request), request));
  }

  private static int status(List<SessionEffect> effects) {
    return ((Respond) effects.getFirst()).response().status();
  }

  private static Session established() {
    Session session = callee();
    accept(session);
    session.step(START, new SessionInput.Ack(inDialog("ACK", 1, "")));
    return session;
  }

  /** §13.3.1.4: at 0.5, 1.5, 3.5, 7.5, ... s; after 32 s BYE. */
  @Test
  void a2xxIsSentAgainUntilItsAck() {
    Session session = callee();
    SipResponse accepted = accept(session);
    Moment now = session.deadline().orElseThrow();
    int again = 0;
    List<SessionEffect> effects = session.step(now, new SessionInput.Timeout());
    while (effects.getFirst() instanceof Respond(var _, SipResponse response)) {
      assertThat(response).isEqualTo(accepted);
      again++;
      now = session.deadline().orElseThrow();
      effects = session.step(now, new SessionInput.Timeout());
    }
    assertThat(again).isEqualTo(10);
    assertThat(now.since(START)).isEqualTo(Duration.ofSeconds(32));
    assertThat(((Send) effects.getFirst()).request().method()).isEqualTo("BYE");
    assertThat(effects).endsWith(new Ended(Why.NO_ACK));
  }

  /** §12.2.2. */
  @Test
  void aRequestOutOfOrderIsAnswered500() {
    Session session = established();
    assertThat(receive(session, inDialog("INFO", 5, ""))).hasSize(1);
    assertThat(status(receive(session, inDialog("INFO", 4, "")))).isEqualTo(500);
  }

  /** §14.2. */
  @Test
  void glareIs491AndASecondOfferTooEarlyIs500() {
    Session session = established();
    session.step(START, new SessionInput.Change("INVITE", Sdp.of("offer".getBytes())));
    assertThat(status(receive(session, inDialog("INVITE", 2, "")))).isEqualTo(491);
    Session busy = established();
    assertThat(receive(busy, inDialog("INVITE", 2, "")).getFirst())
        .isInstanceOf(SessionEffect.Offered.class);
    List<SessionEffect> effects = receive(busy, inDialog("INVITE", 3, ""));
    assertThat(status(effects)).isEqualTo(500);
    assertThat(((Respond) effects.getFirst()).response().has(HeaderName.RETRY_AFTER)).isTrue();
  }

  /** §14.1: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other, in units of 10 ms. */
  @Test
  void thePauseAfterGlare() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2_000; i++) {
      assertThat(Glare.pause(true, random).toMillis()).isBetween(2_100L, 4_000L);
      long other = Glare.pause(false, random).toMillis();
      assertThat(other).isBetween(0L, 2_000L);
      assertThat(other % 10).isZero();
    }
  }

  /** RFC 4028 §9 and §10: the caller refreshes, so the callee gives up shortly before the end. */
  @Test
  void aSessionThatNobodyRefreshesEnds() {
    Session session = callee();
    SipResponse accepted = accept(session);
    assertThat(accepted.first(HeaderName.SESSION_EXPIRES)).contains("120;refresher=uac");
    assertThat(accepted.first(HeaderName.REQUIRE)).contains("timer");
    session.step(START, new SessionInput.Ack(inDialog("ACK", 1, "")));
    Moment end = START.plus(Duration.ofSeconds(120 - 32));
    assertThat(session.deadline()).contains(end);
    List<SessionEffect> effects = session.step(end, new SessionInput.Timeout());
    assertThat(((Send) effects.getFirst()).request().method()).isEqualTo("BYE");
    assertThat(effects).endsWith(new Ended(Why.EXPIRED));
  }

  @Test
  void aRefreshGivesTheSessionAnotherInterval() {
    Session session = established();
    SipRequest update =
        inDialog("UPDATE", 2, "Supported: timer\r\nSession-Expires: 300;refresher=uac\r\n");
    assertThat(status(receive(session, update))).isEqualTo(200);
    assertThat(session.deadline()).contains(START.plus(Duration.ofSeconds(300 - 32)));
  }

  @Test
  void anIntervalTooSmallIsAnswered422() {
    SipRequest update = inDialog("UPDATE", 2, "Session-Expires: 89\r\n");
    List<SessionEffect> effects = receive(established(), update);
    assertThat(status(effects)).isEqualTo(422);
    SipResponse response = ((Respond) effects.getFirst()).response();
    assertThat(SessionClock.raised(response)).contains(90L);
  }

  /** RFC 4028 §7.2 and §7.4: who refreshes does so at half the interval. */
  @Test
  void theRefresherSendsAnUpdateAtHalfTime() {
    Invitation invitation = Invitation.of(INVITE);
    SipResponse ok =
        ResponseBuilder.to(INVITE, 200)
            .toTag("b")
            .header(HeaderName.CONTACT, "<sip:bob@192.0.2.2>")
            .header(HeaderName.SESSION_EXPIRES, "100;refresher=uac")
            .build();
    Dialog dialog = Dialog.ofClient(INVITE, ok).orElseThrow();
    Session session = Session.ofCaller(RULES, station(), dialog, INVITE);
    session.step(START, new SessionInput.Response(invitation.key(), ok));
    Moment ack = START.plus(Timers.DEFAULT.lifetime());
    session.step(ack, new SessionInput.Timeout());
    Moment half = START.plus(Duration.ofSeconds(50));
    assertThat(session.deadline()).contains(half);
    List<SessionEffect> effects = session.step(half, new SessionInput.Timeout());
    SipRequest update = ((Send) effects.getFirst()).request();
    assertThat(update.method()).isEqualTo("UPDATE");
    assertThat(update.first(HeaderName.SESSION_EXPIRES)).contains("100;refresher=uac");
  }

  /** §13.2.2.4: two branches of a fork answer. */
  @Test
  void oneInviteMayMakeSeveralDialogs() {
    Invitation invitation = Invitation.of(INVITE);
    Invitation.Step first = invitation.received(response(180, "b1"));
    assertThat(first.meaning()).isInstanceOf(Invitation.Meaning.Made.class);
    Invitation.Step second = first.next().received(response(180, "b2"));
    assertThat(second.meaning()).isInstanceOf(Invitation.Meaning.Made.class);
    assertThat(second.next().legs()).hasSize(2);
    Invitation.Step won = second.next().received(response(200, "b2"));
    assertThat(won.meaning()).isInstanceOf(Invitation.Meaning.Known.class);
    Invitation.Step late = won.next().received(response(200, "b3"));
    assertThat(late.meaning()).isInstanceOf(Invitation.Meaning.Superfluous.class);
    assertThat(won.next().received(response(100, "")).meaning())
        .isInstanceOf(Invitation.Meaning.Nothing.class);
    assertThat(second.next().received(response(486, "b4")).meaning())
        .isEqualTo(new Invitation.Meaning.Refused(486, second.next().legs()));
  }

  private static SipResponse response(int status, String tag) {
    return ResponseBuilder.to(INVITE, status)
        .toTag(tag)
        .header(HeaderName.CONTACT, "<sip:bob@192.0.2.2>")
        .build();
  }

  /** RFC 3891 §3. */
  @Test
  void replacesNamesADialogOfOurs() {
    Dialog early = Dialog.ofClient(INVITE, response(180, "b")).orElseThrow();
    Dialog confirmed = Dialog.ofClient(INVITE, response(200, "b")).orElseThrow();
    Dialog called = callee().dialog();
    assertThat(rule("", Optional.empty())).isEqualTo(new ReplacesRule.Absent());
    String replaces = "Replaces: c;to-tag=x;from-tag=y\r\n";
    String onlyEarly = "Replaces: c;to-tag=x;from-tag=y;early-only\r\n";
    assertThat(rule(replaces, Optional.empty())).isEqualTo(new ReplacesRule.Refuse(481));
    assertThat(rule(replaces, found(confirmed, true))).isEqualTo(new ReplacesRule.Refuse(603));
    assertThat(rule(replaces, found(confirmed, false)))
        .isEqualTo(new ReplacesRule.Replace(confirmed));
    assertThat(rule(onlyEarly, found(confirmed, false))).isEqualTo(new ReplacesRule.Refuse(486));
    assertThat(rule(onlyEarly, found(early, false))).isEqualTo(new ReplacesRule.Replace(early));
    assertThat(rule(replaces, found(called, false))).isEqualTo(new ReplacesRule.Refuse(481));
    assertThat(rule(replaces + replaces, found(confirmed, false)))
        .isEqualTo(new ReplacesRule.Refuse(400));
  }

  private static Optional<ReplacesRule.Found> found(Dialog dialog, boolean over) {
    return Optional.of(new ReplacesRule.Found(dialog, over));
  }

  private static ReplacesRule rule(String header, Optional<ReplacesRule.Found> found) {
    return ReplacesRule.of(Sample.request("INVITE", "z9hG4bK1", header), (_, _, _) -> found);
  }

  /** §13.2.2.4: a 2xx that comes again. */
  @Test
  void theAckIsSentAgain() {
    SipResponse ok = response(200, "b");
    Session session =
        Session.ofCaller(RULES, station(), Dialog.ofClient(INVITE, ok).orElseThrow(), INVITE);
    SessionInput input = new SessionInput.Response(ClientKey.of(INVITE), ok);
    SipRequest ack = ((Send) session.step(START, input).getFirst()).request();
    assertThat(session.step(START, input)).containsExactly(new Send(ack));
    assertThat(ack.cseq().number()).isEqualTo(1);
  }
}
