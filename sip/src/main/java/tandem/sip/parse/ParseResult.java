package tandem.sip.parse;

import java.util.Optional;
import tandem.sip.message.MessageText;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;

/** What a datagram turned out to be. */
public sealed interface ParseResult {

  record Parsed(SipMessage message) implements ParseResult {}

  /** Nothing but line breaks or NUL: a keep-alive (RFC 5626 §3.5.1), to be ignored. */
  record KeepAlive() implements ParseResult {}

  /**
   * @param status the answer RFC 3261 asks for
   * @param reason what is wrong, for people; fit for a reason phrase
   * @param offset of the first byte that is wrong
   * @param answerable the request, if enough of it is sound to send the answer
   * @param text the fields that could be told apart, sound or not; for people
   */
  record Malformed(
      int status,
      String reason,
      int offset,
      Optional<SipRequest> answerable,
      Optional<MessageText> text)
      implements ParseResult {

    Malformed(int status, String reason, int offset) {
      this(status, reason, offset, Optional.empty(), Optional.empty());
    }
  }
}
