package tandem.sip.dialog;

import tandem.sip.message.CSeq;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipRequest;

/** A request outside dialogs sent again with a change: after a challenge, a 422, a 423. */
public final class Retry {

  private Retry() {}

  /**
   * RFC 3261 §22.2 and §8.1.3.5: the same Call-ID, From and To, the next CSeq, a new branch.
   *
   * @param value of the header field that is added, in the place of those of that name
   */
  public static SipRequest with(
      SipRequest request, Station station, HeaderName name, String value) {
    CSeq next = new CSeq(request.cseq().number() + 1, request.method());
    return request
        .edit()
        .replaceTopVia(station.via())
        .set(HeaderName.CSEQ, next.toString())
        .set(name, value)
        .build();
  }
}
