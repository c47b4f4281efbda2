package tandem.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tandem.platform.time.Moment;
import tandem.sip.auth.DigestClient.Answer;
import tandem.sip.auth.DigestClient.Login;
import tandem.sip.auth.Verdict.Accepted;
import tandem.sip.auth.Verdict.Challenged;
import tandem.sip.auth.Verdict.Reason;

/** RFC 3261 §22, RFC 7616 and RFC 8760 as a server. */
class DigestServerTest {

  private static final Moment START = Moment.ofMillis(5_000);
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Login ALICE = new Login("alice", "secret");

  private final DigestServer server = server(3);

  private static DigestServer server(int maxNonces) {
    DigestRules rules =
        new DigestRules(
            "example.com",
            List.of(Algorithm.SHA_256, Algorithm.MD5),
            LIFETIME,
            maxNonces,
            new byte[16]);
    Secrets secrets =
        (user, realm, algorithm) ->
            user.equals("alice")
                ? Optional.of(algorithm.hash(user, realm, "secret"))
                : Optional.empty();
    return new DigestServer(rules, secrets, new SplittableRandom(1));
  }

  private DigestClient client(Login login, Moment now) {
    List<String> headers =
        server.challenges(now, Reason.NONE).stream().map(Challenge::toString).toList();
    return DigestClient.of(login, headers).orElseThrow();
  }

  private Verdict check(Moment now, Credentials credentials) {
    return server.check(now, "REGISTER", List.of(credentials.toString()));
  }

  private static Answer answer(DigestClient client) {
    return client.answer("REGISTER", "sip:example.com", "c1");
  }

  @Test
  void twoChallengesTheStrongerFirst() {
    assertThat(server.challenges(START, Reason.NONE))
        .extracting(Challenge::algorithm)
        .containsExactly(Algorithm.SHA_256, Algorithm.MD5);
  }

  @Test
  void theRightPasswordIsAcceptedAndTheServerProvesItself() {
    DigestClient client = client(ALICE, START);
    Answer answer = answer(client);
    Verdict verdict = check(START, answer.credentials());
    assertThat(verdict).isInstanceOf(Accepted.class);
    String info = ((Accepted) verdict).info();
    assertThat(client.isProven(answer.credentials(), info)).isTrue();
    assertThat(client.isProven(answer.credentials(), info.replace("rspauth=\"", "rspauth=\"0")))
        .isFalse();
  }

  @Test
  void eachWrongHasItsReason() {
    DigestClient client = client(ALICE, START);
    Credentials good = answer(client).credentials();
    assertThat(server.check(START, "REGISTER", List.of())).isEqualTo(new Challenged(Reason.NONE));
    assertThat(server.check(START, "REGISTER", List.of("Digest")))
        .isEqualTo(new Challenged(Reason.MALFORMED));
    assertThat(server.check(START, "INVITE", List.of(good.toString())))
        .isEqualTo(new Challenged(Reason.WRONG_RESPONSE));
    assertThat(check(START, answer(client(new Login("alice", "x"), START)).credentials()))
        .isEqualTo(new Challenged(Reason.WRONG_RESPONSE));
    assertThat(check(START, answer(client(new Login("bob", "secret"), START)).credentials()))
        .isEqualTo(new Challenged(Reason.UNKNOWN_USER));
    assertThat(
            server.check(
                START,
                "REGISTER",
                List.of(good.toString().replace("realm=\"example.com", "realm=\"other"))))
        .isEqualTo(new Challenged(Reason.NONE));
    Challenge foreign = new Challenge("example.com", "AAAA", Algorithm.SHA_256, "", false, true);
    assertThat(check(START, answer(new DigestClient(ALICE, foreign, 0)).credentials()))
        .isEqualTo(new Challenged(Reason.FOREIGN_NONCE));
    Challenge old = new Challenge("example.com", good.nonce(), Algorithm.SHA_256, "", false, false);
    assertThat(check(START, answer(new DigestClient(ALICE, old, 0)).credentials()))
        .isEqualTo(new Challenged(Reason.NO_QOP));
    assertThat(server.uses()).isEmpty();
  }

  @Test
  void aNonceGrowsStaleAndTheClientTriesAgain() {
    DigestClient client = client(ALICE, START);
    Moment late = START.plus(LIFETIME);
    assertThat(check(late, answer(client).credentials())).isEqualTo(new Challenged(Reason.STALE));
    Challenge again = server.challenges(late, Reason.STALE).getFirst();
    assertThat(client.mayRetry(again)).isTrue();
    assertThat(check(late, answer(new DigestClient(ALICE, again, 0)).credentials()))
        .isInstanceOf(Accepted.class);
  }

  /** RFC 7616 §5.5: in any order, each count once, none older than the window. */
  @Test
  void aCountIsGoodOnce() {
    DigestClient client = client(ALICE, START);
    for (long count : new long[] {1, 2, 5, 3, 100, 90, 37}) {
      Credentials credentials =
          answer(new DigestClient(ALICE, client.challenge(), count - 1)).credentials();
      assertThat(check(START, credentials)).as("count " + count).isInstanceOf(Accepted.class);
      assertThat(check(START, credentials)).isEqualTo(new Challenged(Reason.REPLAY));
    }
    assertThat(check(START, answer(new DigestClient(ALICE, client.challenge(), 35)).credentials()))
        .isEqualTo(new Challenged(Reason.REPLAY));
  }

  @Test
  void whatIsForgottenAtTheLimitCannotBeReplayed() {
    Credentials first = answer(client(ALICE, START)).credentials();
    check(START, first);
    for (int i = 1; i <= 3; i++) {
      Moment later = START.plus(Duration.ofSeconds(i));
      assertThat(check(later, answer(client(ALICE, later)).credentials()))
          .isInstanceOf(Accepted.class);
    }
    assertThat(server.uses()).hasSize(3);
    assertThat(check(START.plus(Duration.ofSeconds(4)), first))
        .isEqualTo(new Challenged(Reason.STALE));
  }

  @Test
  void theMemoryOfUsesCanBeHandedOver() {
    Credentials credentials = answer(client(ALICE, START)).credentials();
    check(START, credentials);
    DigestServer other = server(3);
    server.uses().forEach(other::restore);
    assertThat(other.check(START, "REGISTER", List.of(credentials.toString())))
        .isEqualTo(new Challenged(Reason.REPLAY));
  }
}
