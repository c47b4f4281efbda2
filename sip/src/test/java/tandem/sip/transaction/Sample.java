package tandem.sip.transaction;

import java.nio.charset.StandardCharsets;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult;

/** Messages for the tests of transactions. */
public final class Sample {

  private Sample() {}

  public static SipRequest request(String method, String branch) {
    return request(method, branch, "");
  }

  /** {@code more}: header lines, each with its line break. */
  public static SipRequest request(String method, String branch, String more) {
    return (SipRequest)
        parse(
            method
                + " sip:bob@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5070;branch="
                + branch
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:alice@example.com>;tag=a\r\n"
                + "To: <sip:bob@example.com>\r\nCall-ID: c1@192.0.2.1\r\nCSeq: 1 "
                + method
                + "\r\n"
                + more
                + "Content-Length: 0\r\n\r\n");
  }

  public static SipResponse response(SipRequest request, int status) {
    return (SipResponse) parse(answer(request, status));
  }

  public static byte[] answer(SipRequest request, int status) {
    return ResponseBuilder.to(request, status).toTag("b").build().bytes();
  }

  public static SipMessage parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  public static SipMessage parse(byte[] bytes) {
    if (MessageParser.parse(bytes) instanceof ParseResult.Parsed(SipMessage message)) {
      return message;
    }
    throw new IllegalArgumentException(
        MessageParser.parse(bytes) + "\n" + new String(bytes, StandardCharsets.UTF_8));
  }
}
