package tandem.sip.build;

import java.nio.charset.StandardCharsets;
import tandem.sip.message.Host;
import tandem.sip.message.Via;

/** Builds out-of-dialog requests for probes and tests (RFC 3261 §8.1.1, §10.2, §11.1). */
public final class Requests {

  private Requests() {}

  /**
   * Who asks: one caller numbers its requests by CSeq, and each CSeq makes its own branch.
   *
   * @param user for example {@code probe}
   * @param local where answers are to go: the address and port of the caller's socket
   * @param callId the same for all requests of this caller, unique among callers
   * @param tag of From; token characters only, unique among callers
   */
  public record Caller(String user, Host local, String callId, String tag) {}

  /**
   * What to bind.
   *
   * @param contact a URI without brackets
   */
  public record Binding(String addressOfRecord, String contact, long expiresSeconds) {}

  /**
   * @param target the Request-URI, for example {@code sip:198.51.100.10:5060}
   */
  public static byte[] options(String target, Caller caller, long cseq) {
    return finish(
        start("OPTIONS", target, target, caller, cseq).append("Accept: application/sdp\r\n"));
  }

  /**
   * @param registrar the Request-URI, for example {@code sip:example.com}
   */
  public static byte[] register(String registrar, Binding binding, Caller caller, long cseq) {
    return finish(
        start("REGISTER", registrar, binding.addressOfRecord(), caller, cseq)
            .append("Contact: <")
            .append(binding.contact())
            .append(">\r\nExpires: ")
            .append(binding.expiresSeconds())
            .append("\r\n"));
  }

  private static StringBuilder start(
      String method, String target, String to, Caller caller, long cseq) {
    String from =
        method.equals("REGISTER") ? to : "sip:" + caller.user() + "@" + caller.local().name();
    return new StringBuilder(400)
        .append(method + " " + target + " SIP/2.0\r\n")
        .append("Via: SIP/2.0/UDP " + caller.local() + ";rport;branch=" + Via.MAGIC_COOKIE)
        .append(caller.tag() + "-" + cseq + "\r\n")
        .append("Max-Forwards: 70\r\n")
        .append("From: <" + from + ">;tag=" + caller.tag() + "\r\n")
        .append("To: <" + to + ">\r\n")
        .append("Call-ID: " + caller.callId() + "\r\n")
        .append("CSeq: " + cseq + " " + method + "\r\n");
  }

  private static byte[] finish(StringBuilder text) {
    return text.append("Content-Length: 0\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
