package tandem.sip.parse;

import java.nio.charset.StandardCharsets;

/** Messages as text with plain line feeds, made into datagrams. */
public final class Samples {

  private Samples() {}

  static final String REGISTER =
      """
      REGISTER sip:example.com SIP/2.0
      Via: SIP/2.0/UDP 192.0.2.50:5070;rport;branch=z9hG4bK-1
      Max-Forwards: 70
      From: "Alice" <sip:alice@example.com>;tag=a1
      To: <sip:alice@example.com>
      Call-ID: reg-1@192.0.2.50
      CSeq: 1 REGISTER
      Contact: <sip:alice@192.0.2.50:5070>, "Desk, 2" <sip:alice@192.0.2.51>;q=0.5
      Content-Length: 0

      """;

  /** As RFC 4475 §3.1.1.1: every odd but legal way to write a header. */
  static final String WHITE_SPACE =
      """
      INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
      TO :
       sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
      from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>
        ;
        tag = 98asjd8
      MaX-fOrWaRdS: 0068
      Call-ID: wsinv.ndaksdj@192.0.2.1
      Content-Length   : 0
      cseq: 0009
        INVITE
      Via  : SIP  /   2.0
       /UDP
          192.0.2.2;branch=390skdjuw
      s :
      NewFangledHeader:   newfangled value
       continued newfangled value
      UnknownHeaderWithUnusualValue: ;;,,;;,;
      Content-Type: application/sdp
      Route:
       <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
      v:  SIP  / 2.0  / TCP     spindle.example.com   ;
        branch  =   z9hG4bK9ikj8  ,
       SIP  /    2.0   / UDP  192.168.255.111   ; branch=
       z9hG4bK30239
      m:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =
            newvalue ;
        secondparam ; q = 0.33

      """;

  /** As RFC 4475 §3.1.1.2: a method of every token character. */
  static final String ODD_METHOD =
      """
      !interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0
      Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bK-.!%66*_+`'~
      To: "BEL:\\\u0007 NUL:\\\u0001 DEL:\\\u007f" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>
      From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="\u044f";tag=_token~1'+`*%!-.
      Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/"][?}{
      CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~
      Max-Forwards: 255
      extensionHeader-!.%*+_`'~:\u5927\u505c\u96fb
      Content-Length: 0

      """;

  public static byte[] datagram(String text) {
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The message with one line, found by its beginning, replaced; an empty line removes it. */
  static String with(String message, String lineStart, String replacement) {
    StringBuilder changed = new StringBuilder();
    boolean found = false;
    for (String line : message.split("\n", -1)) {
      if (!found && line.startsWith(lineStart)) {
        found = true;
        changed.append(replacement.isEmpty() ? "" : replacement + "\n");
      } else {
        changed.append(line).append('\n');
      }
    }
    if (!found) {
      throw new IllegalArgumentException("no line begins with " + lineStart);
    }
    return changed.substring(0, changed.length() - 1);
  }
}
