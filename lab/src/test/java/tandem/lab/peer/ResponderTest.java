package tandem.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResponderTest {

  @Test
  void anAnswerCarriesTheRequestsHeaders() {
    String answer =
        Responder.response(
            "OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK-p1\r\nMax-Forwards: 70\r\n"
                + "From: <sip:a@h>;tag=1\r\nTo: <sip:h>\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n",
            "200 OK");

    assertThat(answer)
        .isEqualTo(
            "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK-p1\r\nFrom: <sip:a@h>;tag=1\r\n"
                + "To: <sip:h>;tag=lab\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n"
                + "Content-Length: 0\r\n\r\n");
  }
}
