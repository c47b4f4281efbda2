package tandem.sip.header;

import java.util.Optional;
import tandem.sip.message.Ascii;
import tandem.sip.message.CSeq;

/**
 * RFC 3262 §7.2: which provisional response a PRACK acknowledges.
 *
 * @param rseq the RSeq of the response
 * @param cseq of the request it answered
 */
public record RAck(long rseq, CSeq cseq) {

  /** RFC 3262 §7.1: RSeq is 1 to 2**32 - 1. */
  public static final long MAX_RSEQ = 0xffff_ffffL;

  /** Empty if the text is malformed. Never throws. */
  public static Optional<RAck> parse(String text) {
    Cursor in = new Cursor(text);
    long rseq = in.number(MAX_RSEQ);
    return rseq < 1 ? Optional.empty() : CSeq.parse(in.rest()).map(cseq -> new RAck(rseq, cseq));
  }

  /** The value of an RSeq header field; empty if it is malformed. Never throws. */
  public static Optional<Long> parseRseq(String text) {
    long rseq = Ascii.number(text, MAX_RSEQ);
    return rseq < 1 ? Optional.empty() : Optional.of(rseq);
  }

  @Override
  public String toString() {
    return rseq + " " + cseq;
  }
}
