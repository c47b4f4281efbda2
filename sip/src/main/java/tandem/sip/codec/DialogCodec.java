package tandem.sip.codec;

import tandem.sip.dialog.Dialog;
import tandem.sip.dialog.DialogId;
import tandem.sip.dialog.Party;

/** Dialogs as part of a row. */
final class DialogCodec {

  private DialogCodec() {}

  static void write(RowWriter out, DialogId id) {
    out.text(id.callId()).text(id.localTag()).text(id.remoteTag());
  }

  static DialogId id(RowReader in) {
    return new DialogId(in.text(), in.text(), in.text());
  }

  static void write(RowWriter out, Dialog dialog) {
    write(out, dialog.id());
    out.tag(dialog.stage().ordinal()).flag(dialog.initiator());
    write(out, dialog.local());
    write(out, dialog.remote());
    out.list(dialog.routeSet(), route -> out.text(route.toString()));
  }

  static Dialog dialog(RowReader in) {
    return new Dialog(
        id(in),
        in.place(Dialog.Stage.values()),
        in.flag(),
        party(in),
        party(in),
        in.list(in::nameAddr));
  }

  private static void write(RowWriter out, Party party) {
    out.text(party.address().toString()).text(party.target().toString()).number(party.cseq());
  }

  private static Party party(RowReader in) {
    return new Party(in.nameAddr(), in.uri(), in.number());
  }
}
