package tandem.sip.dialog;

import tandem.sip.message.NameAddr;
import tandem.sip.message.Uri;

/**
 * One end of a dialog.
 *
 * @param address the From or To it is known by, with its tag
 * @param target the URI of its Contact: where requests in the dialog go
 * @param cseq of its last request in the dialog, {@link #NO_CSEQ} before the first
 */
public record Party(NameAddr address, Uri target, long cseq) {

  public static final long NO_CSEQ = -1;

  Party at(Uri refreshed) {
    return new Party(address, refreshed, cseq);
  }

  Party asked(long number) {
    return new Party(address, target, number);
  }
}
