package tandem.sip.subscription;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.header.Event;
import tandem.sip.message.HeaderName;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;

/**
 * A REFER that has come, RFC 3515, with or without its subscription (RFC 4488).
 *
 * @param target what to refer to
 * @param event of the implicit subscription; its id is the CSeq of the REFER (RFC 3515 §2.4.6)
 * @param notifies false if the sender wants no subscription
 */
public record Referral(NameAddr target, Event event, boolean notifies) {

  public static final String SIPFRAG = "message/sipfrag;version=2.0";

  /** How long the implicit subscription lasts unless it ends before. */
  public static final long SECONDS = 180;

  /** RFC 3515 §2.4.2: empty, to be answered 400, unless there is exactly one Refer-To. */
  public static Optional<Referral> of(SipRequest refer) {
    if (refer.text().count(HeaderName.REFER_TO) != 1) {
      return Optional.empty();
    }
    // RFC 4488 §4: the default is a subscription.
    boolean notifies =
        !refer
            .first(HeaderName.REFER_SUB)
            .map(value -> value.strip().regionMatches(true, 0, "false", 0, 5))
            .orElse(false);
    return refer
        .first(HeaderName.REFER_TO)
        .flatMap(NameAddr::parse)
        .map(target -> new Referral(target, event(refer), notifies));
  }

  /** The event by which both ends know the subscription of a REFER. */
  public static Event event(SipRequest refer) {
    return new Event("refer", Parameters.NONE.with("id", Long.toString(refer.cseq().number())));
  }

  /** RFC 3515 §2.4.2: 202; RFC 4488 §4: it says so if there is no subscription. */
  public SipResponse accepted(SipRequest refer, String localTag, NameAddr contact) {
    ResponseBuilder response =
        ResponseBuilder.to(refer, 202, "Accepted")
            .toTag(localTag)
            .header(HeaderName.CONTACT, contact.toString());
    if (!notifies) {
      response.header(HeaderName.REFER_SUB, "false");
    }
    return response.build();
  }

  /** RFC 3515 §2.4.5: the body of a NOTIFY: how far the referred request has come. */
  public static byte[] fragment(int status, String reason) {
    return ("SIP/2.0 " + status + " " + reason + "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The status in the body of a NOTIFY; 0 if there is none. */
  public static int status(byte[] fragment) {
    String text = new String(fragment, StandardCharsets.UTF_8);
    return text.matches("(?s)SIP/2\\.0 [1-6][0-9][0-9] .*")
        ? Integer.parseInt(text.substring(8, 11))
        : 0;
  }
}
