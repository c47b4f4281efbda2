package tandem.sip.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.platform.time.Moment;
import tandem.sip.header.SubscriptionState;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipRequest;
import tandem.sip.subscription.Notifier.Effect.Answer;
import tandem.sip.subscription.Notifier.Effect.Notify;
import tandem.sip.subscription.Subscriber.Effect.Accept;
import tandem.sip.subscription.Subscriber.Effect.Subscribe;
import tandem.sip.subscription.Subscriber.Then;
import tandem.sip.transaction.Sample;
import tandem.sip.transaction.Timers;

/** RFC 6665 §4, RFC 3515 and RFC 4488. */
class Rfc6665Test {

  private static final Moment START = Moment.ofMillis(0);
  private static final Moment LATER = START.plus(Duration.ofSeconds(10));

  private static SubscriptionState pending(long seconds) {
    return new SubscriptionState(
        "pending", Parameters.NONE.with("expires", Long.toString(seconds)));
  }

  @Test
  void aSubscriptionIsAnsweredNotifiedAndRefreshed() {
    Notifier notifier = new Notifier(3_600, false, START);
    assertThat(notifier.step(START, new Notifier.Input.Subscribe(7_200)))
        .containsExactly(new Answer(3_600), new Notify(pending(3_600)));
    notifier.step(START, new Notifier.Input.Answered(200));
    assertThat(notifier.step(LATER, new Notifier.Input.Publish())).isEmpty();
    assertThat(notifier.step(LATER, new Notifier.Input.Authorize()))
        .containsExactly(new Notify(SubscriptionState.active(3_590)));
    // While the NOTIFY is on its way changes wait, and the last of them is sent.
    assertThat(notifier.step(LATER, new Notifier.Input.Publish())).isEmpty();
    assertThat(notifier.step(LATER, new Notifier.Input.Publish())).isEmpty();
    assertThat(notifier.step(LATER, new Notifier.Input.Answered(200)))
        .containsExactly(new Notify(SubscriptionState.active(3_590)));
    notifier.step(LATER, new Notifier.Input.Answered(200));
    assertThat(notifier.step(LATER, new Notifier.Input.Subscribe(60)))
        .containsExactly(new Answer(60), new Notify(SubscriptionState.active(60)));
  }

  @Test
  void aSubscriptionEnds() {
    Notifier expired = new Notifier(60, true, START);
    expired.step(START, new Notifier.Input.Subscribe(60));
    Moment end = expired.deadline().orElseThrow();
    assertThat(end).isEqualTo(START.plus(Duration.ofSeconds(60)));
    assertThat(expired.step(end, new Notifier.Input.Timeout()))
        .containsExactly(
            new Notify(SubscriptionState.terminated("timeout")), new Notifier.Effect.Ended());
    assertThat(expired.deadline()).isEmpty();

    Notifier left = new Notifier(60, true, START);
    assertThat(left.step(START, new Notifier.Input.Subscribe(0)))
        .hasSize(3)
        .startsWith(new Answer(0));

    Notifier lost = new Notifier(60, true, START);
    lost.step(START, new Notifier.Input.Subscribe(60));
    assertThat(lost.step(START, new Notifier.Input.Answered(481)))
        .containsExactly(new Notifier.Effect.Ended());

    Notifier finished = new Notifier(60, true, START);
    finished.step(START, new Notifier.Input.Subscribe(60));
    assertThat(finished.step(START, new Notifier.Input.Finish("noresource")))
        .startsWith(new Notify(SubscriptionState.terminated("noresource")));
  }

  @Test
  void aSubscriberRefreshesBeforeTheEnd() {
    Subscriber subscriber = new Subscriber(Timers.DEFAULT, 600, START);
    assertThat(subscriber.step(START, new Subscriber.Input.Answered(200, 600))).isEmpty();
    SubscriptionState active = SubscriptionState.active(600);
    assertThat(subscriber.step(START, new Subscriber.Input.Notified(active)))
        .containsExactly(new Accept(active));
    Moment refresh = START.plus(Duration.ofSeconds(600 - 32));
    assertThat(subscriber.deadline()).contains(refresh);
    assertThat(subscriber.step(refresh, new Subscriber.Input.Timeout()))
        .containsExactly(new Subscribe(600));
    subscriber.step(refresh, new Subscriber.Input.Answered(200, 300));
    assertThat(subscriber.deadline()).contains(refresh.plus(Duration.ofSeconds(300 - 32)));
  }

  /** §4.1.2.4: timer N. */
  @Test
  void withoutANotifyThereIsNoSubscription() {
    Subscriber subscriber = new Subscriber(Timers.DEFAULT, 600, START);
    Moment timerN = START.plus(Duration.ofSeconds(32));
    assertThat(subscriber.deadline()).contains(timerN);
    assertThat(subscriber.step(timerN, new Subscriber.Input.Timeout()))
        .containsExactly(new Subscriber.Effect.Ended(new Then.Later(0)));
  }

  /** §4.1.3. */
  @Test
  void theReasonSaysWhatToDoAfterTheEnd() {
    assertThat(after("deactivated")).isEqualTo(new Then.Anew());
    assertThat(after("timeout")).isEqualTo(new Then.Anew());
    assertThat(after("rejected")).isEqualTo(new Then.Never());
    assertThat(after("noresource")).isEqualTo(new Then.Never());
    assertThat(after("probation")).isEqualTo(new Then.Later(0));
  }

  private static Then after(String reason) {
    Subscriber subscriber = new Subscriber(Timers.DEFAULT, 600, START);
    List<Subscriber.Effect> effects =
        subscriber.step(START, new Subscriber.Input.Notified(SubscriptionState.terminated(reason)));
    return ((Subscriber.Effect.Ended) effects.getLast()).then();
  }

  @Test
  void whoLeavesWaitsForTheLastNotify() {
    Subscriber subscriber = new Subscriber(Timers.DEFAULT, 600, START);
    subscriber.step(START, new Subscriber.Input.Notified(SubscriptionState.active(600)));
    assertThat(subscriber.step(START, new Subscriber.Input.Unsubscribe()))
        .containsExactly(new Subscribe(0));
    assertThat(
            subscriber.step(
                START, new Subscriber.Input.Notified(SubscriptionState.terminated("timeout"))))
        .endsWith(new Subscriber.Effect.Ended(new Then.Never()));
  }

  @Test
  void aReferNeedsOneReferTo() {
    SipRequest refer = Sample.request("REFER", "z9hG4bK1", "Refer-To: <sip:carol@example.com>\r\n");
    Referral referral = Referral.of(refer).orElseThrow();
    assertThat(referral.notifies()).isTrue();
    assertThat(referral.event().id()).contains("1");
    assertThat(Referral.of(Sample.request("REFER", "z9hG4bK1"))).isEmpty();
    assertThat(
            Referral.of(
                Sample.request("REFER", "z9hG4bK1", "Refer-To: <sip:a>\r\nRefer-To: <sip:b>\r\n")))
        .isEmpty();
    Referral silent =
        Referral.of(
                Sample.request("REFER", "z9hG4bK1", "Refer-To: <sip:a>\r\nRefer-Sub: false\r\n"))
            .orElseThrow();
    assertThat(silent.notifies()).isFalse();
    assertThat(Referral.status(Referral.fragment(486, "Busy Here"))).isEqualTo(486);
    assertThat(Referral.status("nonsense".getBytes())).isZero();
  }
}
