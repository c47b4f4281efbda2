package tandem.sip.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.sip.auth.DigestClient.Login;

/** The worked examples of RFC 7616 §3.9.1 and of RFC 2617 §3.5, and what a client chooses. */
class Rfc7616DigestTest {

  private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
  private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  private static final Login MUFASA = new Login("Mufasa", "Circle of Life");

  private static Challenge challenge(Algorithm algorithm) {
    return new Challenge("http-auth@example.org", NONCE, algorithm, "", false, true);
  }

  private static String response(Algorithm algorithm) {
    return new DigestClient(MUFASA, challenge(algorithm), 0)
        .answer("GET", "/dir/index.html", CNONCE)
        .credentials()
        .response();
  }

  @Test
  void theExamplesOfTheRfc() {
    assertThat(response(Algorithm.MD5)).isEqualTo("8ca523f5e9506fed4657c9700eebdbec");
    assertThat(response(Algorithm.SHA_256))
        .isEqualTo("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
  }

  /** RFC 2617 §3.5 without qop: RFC 2069's way, by hand: MD5(HA1:nonce:HA2). */
  @Test
  void withoutQopTheOldWay() {
    Optional<DigestClient> client =
        DigestClient.of(
            new Login("Mufasa", "Circle Of Life"),
            List.of(
                "Digest realm=\"testrealm@host.com\","
                    + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc\""));
    Credentials credentials =
        client.orElseThrow().answer("GET", "/dir/index.html", "unused").credentials();
    assertThat(credentials.response())
        .isEqualTo(
            Algorithm.MD5.hash(
                "939e7578ed9e3c518a452acee763bce9",
                "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                "39aff3a2bab6126f332b942af96d3366"));
    assertThat(credentials.toString()).doesNotContain("qop").contains("opaque=\"5ccc\"");
  }

  /** RFC 8760 §2.4. */
  @Test
  void theStrongestChallengeIsAnswered() {
    DigestClient client =
        DigestClient.of(
                MUFASA,
                List.of(
                    "Basic realm=\"x\"",
                    "Digest realm=\"r\", nonce=\"1\", algorithm=SHA-512-256, qop=\"auth\"",
                    challenge(Algorithm.MD5).toString(),
                    challenge(Algorithm.SHA_256).toString(),
                    "Digest realm=\"r\", nonce=\"1\", algorithm=SHA-256, qop=\"auth-int\""))
            .orElseThrow();
    assertThat(client.challenge()).isEqualTo(challenge(Algorithm.SHA_256));
  }

  @Test
  void theNonceCountGoesUpWithEachAnswer() {
    DigestClient client = new DigestClient(MUFASA, challenge(Algorithm.MD5), 0);
    DigestClient.Answer first = client.answer("REGISTER", "sip:x", "c");
    DigestClient.Answer second = first.next().answer("REGISTER", "sip:x", "c");
    assertThat(first.credentials().toString()).contains("nc=00000001");
    assertThat(second.credentials().toString()).contains("nc=00000002");
    assertThat(second.credentials().response()).isNotEqualTo(first.credentials().response());
  }

  @Test
  void quotesAndBackslashesComeThrough() {
    Credentials odd =
        new Credentials(
            "a\"b\\c, d",
            "r",
            "n",
            "sip:x",
            Algorithm.MD5,
            "0",
            "o=,\"",
            Optional.of(new Credentials.Count(1, "c")));
    assertThat(Credentials.parse(odd.toString())).contains(odd);
  }

  @Test
  void garbageIsNoCredentials() {
    for (String text :
        List.of(
            "",
            "Digest",
            "Digest ",
            "Digest =",
            "Digest a",
            "Digest a=",
            "Digest a=\"",
            "Digest a=\"\\",
            "Digest a=b c",
            "Digest a=1, a=2",
            "Digest ,")) {
      assertThat(Credentials.parse(text)).as(text).isEmpty();
      assertThat(Challenge.parse(text)).as(text).isEmpty();
    }
    for (String text :
        List.of(
            "Digest username=a, realm=b, nonce=c, uri=d, response=e, qop=auth, nc=1, cnonce=f",
            "Digest username=a, realm=b, nonce=c, uri=d, response=e, qop=auth-int",
            "Digest username=a, realm=b, nonce=c, uri=d")) {
      assertThat(Credentials.parse(text)).as(text).isEmpty();
    }
  }
}
