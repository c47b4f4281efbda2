package tandem.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import tandem.sip.message.SipRequest;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult.Parsed;

/** Requests for tests. */
public final class Messages {

  private Messages() {}

  /**
   * @param lines header fields to add
   */
  public static byte[] request(String method, String branch, int cseq, List<String> lines) {
    String added = lines.isEmpty() ? "" : String.join("\r\n", lines) + "\r\n";
    String text =
        method
            + " sip:example.com SIP/2.0\r\n"
            + "Via: SIP/2.0/UDP 192.0.2.50:5070;rport;branch=z9hG4bK"
            + branch
            + "\r\n"
            + "From: <sip:alice@example.com>;tag=a1\r\n"
            + "To: <sip:alice@example.com>\r\n"
            + "Call-ID: call-1\r\n"
            + "CSeq: "
            + cseq
            + " "
            + method
            + "\r\n"
            + added
            + "Content-Length: 0\r\n\r\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static SipRequest register(int cseq, String... lines) {
    byte[] bytes = request("REGISTER", "r" + cseq, cseq, List.of(lines));
    return (SipRequest) ((Parsed) MessageParser.parse(bytes)).message();
  }

  /** The same request with one text in it replaced. */
  public static SipRequest changed(SipRequest request, String from, String to) {
    String text = new String(request.text().toBytes(), StandardCharsets.UTF_8);
    if (!text.contains(from)) {
      throw new IllegalArgumentException("no '" + from + "' in the request");
    }
    byte[] bytes = text.replace(from, to).getBytes(StandardCharsets.UTF_8);
    return (SipRequest) ((Parsed) MessageParser.parse(bytes)).message();
  }
}
