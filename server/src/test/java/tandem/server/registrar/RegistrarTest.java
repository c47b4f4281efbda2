package tandem.server.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.server.Messages.changed;
import static tandem.server.Messages.register;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;

/** RFC 3261 §10.3, step by step. */
class RegistrarTest {

  private static final Moment START = Moment.ofMillis(0);
  private static final String ALICE = "sip:alice@example.com";
  private static final String DESK = "Contact: <sip:alice@192.0.2.50>";

  private final Registrar registrar = new Registrar(RegistrarRules.of(List.of("Example.com")));

  @Test
  void step1And5AForeignDomainIsNotFound() {
    SipRequest foreignTarget =
        changed(register(1, DESK), "REGISTER sip:example.com", "REGISTER sip:other.org");
    SipRequest foreignUser =
        changed(register(1, DESK), "To: <sip:alice@example.com>", "To: <sip:alice@other.org>");
    SipRequest noSip = changed(register(1, DESK), "To: <sip:alice@example.com>", "To: <tel:+123>");
    for (SipRequest request : List.of(foreignTarget, foreignUser, noSip)) {
      assertThat(at(0, request)).isEqualTo(new Outcome.Refused(404, "Not Found"));
    }
    assertThat(registrar.bindingCount()).isZero();
  }

  @Test
  void withoutDomainsAnyDomainIsServed() {
    Registrar any = new Registrar(RegistrarRules.of(List.of()));
    SipRequest request =
        changed(register(1, DESK), "To: <sip:alice@example.com>", "To: <sip:bob@other.org>");
    assertThat(any.register(START, request)).isInstanceOf(Outcome.Bound.class);
    assertThat(any.bindings(START, "sip:bob@other.org")).hasSize(1);
  }

  @Test
  void step5TheAddressOfRecordIsCanonical() {
    at(0, register(1, DESK));
    at(
        0,
        changed(
            register(2, DESK), "To: <sip:alice@example.com>", "To: <sip:%61lice@EXAMPLE.com;x=y>"));
    assertThat(registrar.bindings(START, ALICE)).hasSize(1);
  }

  @Test
  void step6WithoutContactTheListIsShown() {
    at(0, register(1, DESK, "Expires: 600"));
    assertThat(at(1_500, register(2)))
        .isEqualTo(new Outcome.Bound(List.of("<sip:alice@192.0.2.50>;expires=599")));
  }

  @Test
  void step6ExpiresFromParameterThenHeaderThenDefault() {
    Outcome outcome =
        at(0, register(1, DESK + ";expires=70, <sip:alice@192.0.2.51>", "Expires: 80"));
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Bound(
                List.of("<sip:alice@192.0.2.50>;expires=70", "<sip:alice@192.0.2.51>;expires=80")));
    assertThat(at(0, register(2, DESK)).toString()).contains("192.0.2.50>;expires=3600");
    assertThat(at(0, register(3, DESK + ";expires=later")).toString())
        .contains("192.0.2.50>;expires=3600");
    assertThat(at(0, register(4, DESK + ";expires=4000000000")).toString())
        .contains("192.0.2.50>;expires=86400");
  }

  @Test
  void step7TooBriefIsRefusedAndNothingChanges() {
    assertThat(at(0, register(1, DESK + ";expires=59"))).isEqualTo(new Outcome.TooBrief(60));
    assertThat(at(0, register(2, DESK + ";expires=60"))).isInstanceOf(Outcome.Bound.class);
    assertThat(at(0, register(3, DESK + ";expires=600, <sip:x@192.0.2.9>;expires=1")))
        .isEqualTo(new Outcome.TooBrief(60));
    assertThat(registrar.bindings(START, ALICE)).hasSize(1);
    assertThat(registrar.bindings(START, ALICE).getFirst().cseq()).isEqualTo(2);
  }

  @Test
  void step6AWildcardNeedsToBeAloneWithExpires0() {
    at(0, register(1, DESK));
    for (SipRequest bad :
        List.of(
            register(2, "Contact: *"),
            register(2, "Contact: *", "Expires: 1"),
            register(2, "Contact: *", DESK, "Expires: 0"),
            register(2, "Contact: *;expires=0", "Expires: 0"))) {
      assertThat(at(0, bad))
          .isInstanceOfSatisfying(
              Outcome.Refused.class, r -> assertThat(r.status()).isEqualTo(400));
    }
    assertThat(registrar.bindingCount()).isOne();
    assertThat(at(0, register(2, "Contact: *", "Expires: 0")))
        .isEqualTo(new Outcome.Bound(List.of()));
    assertThat(registrar.bindingCount()).isZero();
    assertThat(registrar.deadline()).isEmpty();
  }

  @Test
  void step6AWildcardMayNotComeOutOfOrder() {
    at(0, register(5, DESK));
    assertThat(at(0, register(5, "Contact: *", "Expires: 0")))
        .isEqualTo(new Outcome.Refused(500, "CSeq Out Of Order"));
    assertThat(registrar.bindingCount()).isOne();
  }

  @Test
  void step7WithinOneCallIdOnlyAHigherCseqCounts() {
    at(0, register(5, DESK));
    for (int cseq : new int[] {4, 5}) {
      assertThat(at(0, register(cseq, DESK + ";expires=0")))
          .isEqualTo(new Outcome.Refused(500, "CSeq Out Of Order"));
    }
    assertThat(registrar.bindingCount()).isOne();
    assertThat(at(0, register(6, DESK + ";expires=0"))).isEqualTo(new Outcome.Bound(List.of()));
  }

  @Test
  void step7AnotherCallIdMayChangeTheBinding() {
    at(0, register(5, DESK));
    SipRequest other =
        changed(register(1, DESK, "Expires: 0"), "Call-ID: call-1", "Call-ID: call-2");
    assertThat(at(0, other)).isEqualTo(new Outcome.Bound(List.of()));
  }

  @Test
  void step7AllOrNothing() {
    at(0, register(5, DESK));
    // The first contact is new, the second is out of order: neither is written.
    assertThat(at(0, register(5, "Contact: <sip:new@192.0.2.60>", DESK)))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(registrar.bindings(START, ALICE)).hasSize(1);
    // What the parser leaves to the registrar, since it begins like a wildcard.
    assertThat(at(0, register(6, "Contact: *broken")))
        .isEqualTo(new Outcome.Refused(400, "Bad Contact"));
    assertThat(registrar.bindings(START, ALICE)).hasSize(1);
  }

  @Test
  void step7ContactsCompareAsUris() {
    at(0, register(1, DESK));
    at(0, register(2, "Contact: \"Other\" <sip:%61lice@192.0.2.50>;q=0.3"));
    assertThat(registrar.bindings(START, ALICE)).hasSize(1);
    at(0, register(3, "Contact: <sip:alice@192.0.2.50:5060>"));
    assertThat(registrar.bindings(START, ALICE)).hasSize(2);
  }

  @Test
  void step8ParametersOfTheContactAreKept() {
    String contact =
        "\"Desk\" <sip:alice@192.0.2.50;transport=udp>;q=0.5;+sip.instance=\"<urn:x>\"";
    assertThat(at(0, register(1, "Contact: " + contact, "Expires: 100")))
        .isEqualTo(new Outcome.Bound(List.of(contact + ";expires=100")));
  }

  @Test
  void bindingsRunOut() {
    at(0, register(1, DESK + ";expires=60, <sip:alice@192.0.2.51>;expires=90"));
    assertThat(registrar.deadline()).contains(Moment.ofMillis(60_000));
    assertThat(registrar.bindings(Moment.ofMillis(59_999), ALICE)).hasSize(2);
    assertThat(registrar.bindings(Moment.ofMillis(60_000), ALICE)).hasSize(1);
    registrar.expire(Moment.ofMillis(60_000));
    assertThat(registrar.bindingCount()).isOne();
    registrar.expire(Moment.ofMillis(90_000));
    assertThat(registrar.bindingCount()).isZero();
    assertThat(registrar.registrationCount()).isZero();
    assertThat(registrar.deadline()).isEmpty();
  }

  @Test
  void limitOfContacts() {
    for (int i = 1; i <= RegistrarRules.MAX_CONTACTS; i++) {
      assertThat(at(0, register(i, "Contact: <sip:alice@192.0.2." + i + ">")))
          .isInstanceOf(Outcome.Bound.class);
    }
    assertThat(at(0, register(20, "Contact: <sip:alice@192.0.2.99>")))
        .isEqualTo(new Outcome.Refused(403, "Too Many Contacts"));
    // Refreshing what is there still works.
    assertThat(at(0, register(21, "Contact: <sip:alice@192.0.2.1>")))
        .isInstanceOf(Outcome.Bound.class);
  }

  @Test
  void limitOfAllBindings() {
    Registrar small = new Registrar(new RegistrarRules(List.of(), RegistrarRules.LIFETIME, 10, 1));
    assertThat(small.register(START, register(1, DESK))).isInstanceOf(Outcome.Bound.class);
    SipRequest bob = changed(register(1, DESK), "To: <sip:alice@", "To: <sip:bob@");
    assertThat(small.register(START, bob)).isEqualTo(new Outcome.Full(60));
    assertThat(small.register(START.plus(Duration.ofSeconds(10)), register(2, DESK)))
        .isInstanceOf(Outcome.Bound.class);
  }

  private Outcome at(long millis, SipRequest request) {
    return registrar.register(Moment.ofMillis(millis), request);
  }
}
