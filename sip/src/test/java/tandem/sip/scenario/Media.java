package tandem.sip.scenario;

import java.nio.charset.StandardCharsets;
import tandem.sip.message.SipMessage;
import tandem.sip.session.Sdp;

/** Session descriptions short enough to read in a transcript. */
final class Media {

  private Media() {}

  static Sdp offer(String text) {
    return Sdp.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(SipMessage message) {
    return new String(message.body(), StandardCharsets.UTF_8);
  }

  /** RFC 3264 §6.1: the direction that fits the offer; a new offer if there is none. */
  static Sdp answer(SipMessage message) {
    if (!message.hasBody()) {
      return offer("offer sendrecv");
    }
    String offered = text(message).replace("offer", "answer");
    return offer(
        offered.contains("sendonly")
            ? offered.replace("sendonly", "recvonly")
            : offered.replace("recvonly", "sendonly"));
  }
}
