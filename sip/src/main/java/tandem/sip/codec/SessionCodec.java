package tandem.sip.codec;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;
import tandem.sip.session.Acked;
import tandem.sip.session.Invitation;
import tandem.sip.session.Invited;
import tandem.sip.session.Negotiation;
import tandem.sip.session.Repeat;
import tandem.sip.session.SessionClock;
import tandem.sip.session.SessionRecord;
import tandem.sip.session.SessionRecord.Confirmation;
import tandem.sip.session.SessionRecord.Provisionals;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionKey;

/** Sessions and invitations as bytes, for the other host; see {@link TransactionCodec}. */
public final class SessionCodec {

  /** Of the layout; a row of another one is not read. */
  public static final int VERSION = 1;

  private SessionCodec() {}

  public static byte[] encode(Moment now, SessionRecord row) {
    RowWriter out = new RowWriter(now, VERSION);
    DialogCodec.write(out, row.dialog());
    out.tag(row.negotiation().open().ordinal()).flag(row.negotiation().agreed());
    write(out, row.invite());
    write(out, row.update());
    Provisionals provisionals = row.provisionals();
    out.optional(provisionals.sent(), repeat -> write(out, repeat))
        .optional(provisionals.held(), out::message)
        .number(provisionals.rseq())
        .number(provisionals.seen());
    Confirmation confirmation = row.confirmation();
    out.optional(confirmation.accepted(), repeat -> write(out, repeat))
        .optional(
            confirmation.acked(),
            acked -> out.number(acked.cseq()).message(acked.ack()).moment(acked.until()))
        .optional(confirmation.unacked(), out::number)
        .flag(confirmation.byeWanted())
        .optional(confirmation.bye(), out::key);
    out.optional(
        row.clock(),
        clock -> out.number(clock.seconds()).flag(clock.refreshes()).moment(clock.at()));
    out.optional(row.retry(), out::moment);
    return out.toBytes();
  }

  /** Empty if the bytes are of another version or damaged. */
  public static Optional<SessionRecord> decode(Moment now, byte[] bytes) {
    return RowReader.read(now, bytes, VERSION, SessionCodec::session);
  }

  private static SessionRecord session(RowReader in) {
    return new SessionRecord(
        DialogCodec.dialog(in),
        new Negotiation(in.place(Negotiation.Open.values()), in.flag()),
        invited(in),
        invited(in),
        new Provisionals(
            in.optional(() -> repeat(in)), in.optional(in::response), in.number(), in.number()),
        new Confirmation(
            in.optional(() -> repeat(in)),
            in.optional(() -> new Acked(in.number(), in.request(), in.moment())),
            in.optional(in::number),
            in.flag(),
            in.optional(in::clientKey)),
        in.optional(() -> new SessionClock(in.number(), in.flag(), in.moment())),
        in.optional(in::moment));
  }

  private static void write(RowWriter out, Invited invited) {
    switch (invited) {
      case Invited.No _ -> out.tag(0);
      case Invited.ByUs(ClientKey key, String method, long cseq, boolean offered) ->
          out.tag(1).key(key).text(method).number(cseq).flag(offered);
      case Invited.ByThem(TransactionKey key, SipRequest request) ->
          out.tag(2).key(key).message(request);
    }
  }

  private static Invited invited(RowReader in) {
    return switch (in.tag()) {
      case 0 -> new Invited.No();
      case 1 -> new Invited.ByUs(in.clientKey(), in.text(), in.number(), in.flag());
      case 2 -> new Invited.ByThem(in.serverKey(), in.request());
      default -> in.unknown("invited");
    };
  }

  private static void write(RowWriter out, Repeat repeat) {
    out.key(repeat.key()).message(repeat.response()).resend(repeat.next()).moment(repeat.end());
  }

  private static Repeat repeat(RowReader in) {
    return new Repeat(in.serverKey(), in.response(), in.resend(), in.moment());
  }

  public static byte[] encode(Moment now, Invitation row) {
    RowWriter out = new RowWriter(now, VERSION);
    out.message(row.invite());
    out.list(List.copyOf(row.legs()), leg -> DialogCodec.write(out, leg));
    out.optional(row.answered(), leg -> DialogCodec.write(out, leg));
    return out.toBytes();
  }

  /** Empty if the bytes are of another version or damaged. */
  public static Optional<Invitation> decodeInvitation(Moment now, byte[] bytes) {
    return RowReader.read(
        now,
        bytes,
        VERSION,
        in ->
            new Invitation(
                in.request(),
                new LinkedHashSet<>(in.list(() -> DialogCodec.id(in))),
                in.optional(() -> DialogCodec.id(in))));
  }
}
