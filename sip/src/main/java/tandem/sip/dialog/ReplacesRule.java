package tandem.sip.dialog;

import java.util.Optional;
import tandem.sip.header.Replaces;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipRequest;

/** RFC 3891 §3: what to do with an INVITE that is to take the place of another dialog. */
public sealed interface ReplacesRule {

  /** The INVITE is to be treated as any other. */
  record Absent() implements ReplacesRule {}

  /** Accept it and end this dialog: by BYE if it is confirmed, by CANCEL if it is early. */
  record Replace(Dialog dialog) implements ReplacesRule {}

  record Refuse(int status) implements ReplacesRule {}

  /** The dialogs of this end, looked up as RFC 3891 §3 says: its to-tag is our local tag. */
  @FunctionalInterface
  interface Lookup {
    Optional<Found> find(String callId, String localTag, String remoteTag);
  }

  /** A dialog, and whether it has ended but is still remembered. */
  record Found(Dialog dialog, boolean over) {}

  static ReplacesRule of(SipRequest invite, Lookup dialogs) {
    if (invite.text().count(HeaderName.REPLACES) == 0) {
      return new Absent();
    }
    Optional<Replaces> replaces = invite.first(HeaderName.REPLACES).flatMap(Replaces::parse);
    if (replaces.isEmpty() || invite.text().count(HeaderName.REPLACES) > 1) {
      // RFC 3891 §3: more than one Replaces, or one that cannot be read.
      return new Refuse(400);
    }
    Replaces wanted = replaces.get();
    Optional<Found> found = dialogs.find(wanted.callId(), wanted.toTag(), wanted.fromTag());
    if (found.isEmpty()) {
      return new Refuse(481);
    }
    Dialog dialog = found.get().dialog();
    if (found.get().over()) {
      return new Refuse(603);
    }
    if (dialog.isConfirmed()) {
      return wanted.earlyOnly() ? new Refuse(486) : new Replace(dialog);
    }
    // RFC 3891 §3: an early dialog can be replaced by its caller's end only.
    return dialog.initiator() ? new Replace(dialog) : new Refuse(481);
  }
}
