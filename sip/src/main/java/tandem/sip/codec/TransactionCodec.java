package tandem.sip.codec;

import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.layer.TransactionRecord;
import tandem.sip.layer.TransactionRecord.Cancelling;
import tandem.sip.message.SipRequest;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.InviteClient;
import tandem.sip.transaction.InviteServer;
import tandem.sip.transaction.NonInviteClient;
import tandem.sip.transaction.NonInviteServer;
import tandem.sip.transaction.Resend;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;

/**
 * Transactions as bytes, for the other host. Deadlines are written as the time that is left, so
 * that they are read against its clock.
 */
public final class TransactionCodec {

  /** Of the layout; a row of another one is not read. */
  public static final int VERSION = 1;

  private TransactionCodec() {}

  public static byte[] encode(Moment now, TransactionRecord row) {
    RowWriter out = new RowWriter(now, VERSION);
    switch (row) {
      case TransactionRecord.OfInviteClient(
              ClientKey key,
              Hop hop,
              SipRequest request,
              InviteClient.State state,
              Cancelling cancelling) -> {
        out.tag(0).key(key).hop(hop).message(request);
        write(out, state);
        write(out, cancelling);
      }
      case TransactionRecord.OfNonInviteClient(
              ClientKey key,
              Hop hop,
              SipRequest request,
              NonInviteClient.State state) -> {
        out.tag(1).key(key).hop(hop).message(request);
        write(out, state);
      }
      case TransactionRecord.OfInviteServer(
              TransactionKey key,
              Hop hop,
              SipRequest request,
              InviteServer.State state) -> {
        out.tag(2).key(key).hop(hop).message(request);
        write(out, state);
      }
      case TransactionRecord.OfNonInviteServer(
              TransactionKey key,
              Hop hop,
              SipRequest request,
              NonInviteServer.State state) -> {
        out.tag(3).key(key).hop(hop).message(request);
        write(out, state);
      }
    }
    return out.toBytes();
  }

  /** Empty if the bytes are of another version or damaged. */
  public static Optional<TransactionRecord> decode(Moment now, byte[] bytes) {
    return RowReader.read(now, bytes, VERSION, TransactionCodec::row);
  }

  private static TransactionRecord row(RowReader in) {
    return switch (in.tag()) {
      case 0 ->
          new TransactionRecord.OfInviteClient(
              in.clientKey(), in.hop(), in.request(), inviteClient(in), cancelling(in));
      case 1 ->
          new TransactionRecord.OfNonInviteClient(
              in.clientKey(), in.hop(), in.request(), nonInviteClient(in));
      case 2 ->
          new TransactionRecord.OfInviteServer(
              in.serverKey(), in.hop(), in.request(), inviteServer(in));
      case 3 ->
          new TransactionRecord.OfNonInviteServer(
              in.serverKey(), in.hop(), in.request(), nonInviteServer(in));
      default -> in.unknown("transaction");
    };
  }

  private static void write(RowWriter out, Cancelling cancelling) {
    switch (cancelling) {
      case Cancelling.No _ -> out.tag(0);
      case Cancelling.Wanted _ -> out.tag(1);
      case Cancelling.Sent(Moment end) -> out.tag(2).moment(end);
    }
  }

  private static Cancelling cancelling(RowReader in) {
    return switch (in.tag()) {
      case 0 -> new Cancelling.No();
      case 1 -> new Cancelling.Wanted();
      case 2 -> new Cancelling.Sent(in.moment());
      default -> in.unknown("cancelling");
    };
  }

  private static void write(RowWriter out, InviteClient.State state) {
    switch (state) {
      case InviteClient.State.Initial _ -> out.tag(0);
      case InviteClient.State.Calling(Optional<Resend> timerA, Moment timerB) ->
          out.tag(1).optional(timerA, out::resend).moment(timerB);
      case InviteClient.State.Proceeding _ -> out.tag(2);
      case InviteClient.State.Completed(byte[] ack, Moment timerD) ->
          out.tag(3).bytes(ack).moment(timerD);
      case InviteClient.State.Accepted(Moment timerM) -> out.tag(4).moment(timerM);
      case InviteClient.State.Terminated _ -> out.tag(5);
    }
  }

  private static InviteClient.State inviteClient(RowReader in) {
    return switch (in.tag()) {
      case 0 -> new InviteClient.State.Initial();
      case 1 -> new InviteClient.State.Calling(in.optional(in::resend), in.moment());
      case 2 -> new InviteClient.State.Proceeding();
      case 3 -> new InviteClient.State.Completed(in.bytes(), in.moment());
      case 4 -> new InviteClient.State.Accepted(in.moment());
      case 5 -> new InviteClient.State.Terminated();
      default -> in.unknown("state");
    };
  }

  private static void write(RowWriter out, NonInviteClient.State state) {
    switch (state) {
      case NonInviteClient.State.Initial _ -> out.tag(0);
      case NonInviteClient.State.Trying(Optional<Resend> timerE, Moment timerF) ->
          out.tag(1).optional(timerE, out::resend).moment(timerF);
      case NonInviteClient.State.Proceeding(Optional<Resend> timerE, Moment timerF) ->
          out.tag(2).optional(timerE, out::resend).moment(timerF);
      case NonInviteClient.State.Completed(Moment timerK) -> out.tag(3).moment(timerK);
      case NonInviteClient.State.Terminated _ -> out.tag(4);
    }
  }

  private static NonInviteClient.State nonInviteClient(RowReader in) {
    return switch (in.tag()) {
      case 0 -> new NonInviteClient.State.Initial();
      case 1 -> new NonInviteClient.State.Trying(in.optional(in::resend), in.moment());
      case 2 -> new NonInviteClient.State.Proceeding(in.optional(in::resend), in.moment());
      case 3 -> new NonInviteClient.State.Completed(in.moment());
      case 4 -> new NonInviteClient.State.Terminated();
      default -> in.unknown("state");
    };
  }

  private static void write(RowWriter out, InviteServer.State state) {
    switch (state) {
      case InviteServer.State.Initial _ -> out.tag(0);
      case InviteServer.State.Untried(Moment timerTrying) -> out.tag(1).moment(timerTrying);
      case InviteServer.State.Proceeding(byte[] last) -> out.tag(2).bytes(last);
      case InviteServer.State.Completed(byte[] last, Optional<Resend> timerG, Moment timerH) ->
          out.tag(3).bytes(last).optional(timerG, out::resend).moment(timerH);
      case InviteServer.State.Confirmed(Moment timerI) -> out.tag(4).moment(timerI);
      case InviteServer.State.Accepted(Moment timerL) -> out.tag(5).moment(timerL);
      case InviteServer.State.Terminated _ -> out.tag(6);
    }
  }

  private static InviteServer.State inviteServer(RowReader in) {
    return switch (in.tag()) {
      case 0 -> new InviteServer.State.Initial();
      case 1 -> new InviteServer.State.Untried(in.moment());
      case 2 -> new InviteServer.State.Proceeding(in.bytes());
      case 3 -> new InviteServer.State.Completed(in.bytes(), in.optional(in::resend), in.moment());
      case 4 -> new InviteServer.State.Confirmed(in.moment());
      case 5 -> new InviteServer.State.Accepted(in.moment());
      case 6 -> new InviteServer.State.Terminated();
      default -> in.unknown("state");
    };
  }

  private static void write(RowWriter out, NonInviteServer.State state) {
    switch (state) {
      case NonInviteServer.State.Initial _ -> out.tag(0);
      case NonInviteServer.State.Trying _ -> out.tag(1);
      case NonInviteServer.State.Proceeding(byte[] last) -> out.tag(2).bytes(last);
      case NonInviteServer.State.Completed(byte[] last, Moment timerJ) ->
          out.tag(3).bytes(last).moment(timerJ);
      case NonInviteServer.State.Terminated _ -> out.tag(4);
    }
  }

  private static NonInviteServer.State nonInviteServer(RowReader in) {
    return switch (in.tag()) {
      case 0 -> new NonInviteServer.State.Initial();
      case 1 -> new NonInviteServer.State.Trying();
      case 2 -> new NonInviteServer.State.Proceeding(in.bytes());
      case 3 -> new NonInviteServer.State.Completed(in.bytes(), in.moment());
      case 4 -> new NonInviteServer.State.Terminated();
      default -> in.unknown("state");
    };
  }
}
