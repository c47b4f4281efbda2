package tandem.sip.codec;

import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.subscription.Notifier;
import tandem.sip.subscription.Subscriber;

/** Both ends of subscriptions as bytes, for the other host; see {@link TransactionCodec}. */
public final class SubscriptionCodec {

  /** Of the layout; a row of another one is not read. */
  public static final int VERSION = 1;

  private SubscriptionCodec() {}

  public static byte[] encode(Moment now, Notifier.State state) {
    RowWriter out = new RowWriter(now, VERSION);
    switch (state) {
      case Notifier.State.Running(boolean active, Moment end, boolean asked, boolean changed) ->
          out.tag(0).flag(active).moment(end).flag(asked).flag(changed);
      case Notifier.State.Terminated _ -> out.tag(1);
    }
    return out.toBytes();
  }

  /** Empty if the bytes are of another version or damaged. */
  public static Optional<Notifier.State> decodeNotifier(Moment now, byte[] bytes) {
    return RowReader.read(
        now,
        bytes,
        VERSION,
        in ->
            switch (in.tag()) {
              case 0 -> new Notifier.State.Running(in.flag(), in.moment(), in.flag(), in.flag());
              case 1 -> new Notifier.State.Terminated();
              default -> in.unknown("state");
            });
  }

  public static byte[] encode(Moment now, Subscriber.State state) {
    RowWriter out = new RowWriter(now, VERSION);
    switch (state) {
      case Subscriber.State.Waiting(Moment timerN, boolean leaving) ->
          out.tag(0).moment(timerN).flag(leaving);
      case Subscriber.State.Running(Moment refresh, Moment end) ->
          out.tag(1).moment(refresh).moment(end);
      case Subscriber.State.Terminated _ -> out.tag(2);
    }
    return out.toBytes();
  }

  /** Empty if the bytes are of another version or damaged. */
  public static Optional<Subscriber.State> decodeSubscriber(Moment now, byte[] bytes) {
    return RowReader.read(
        now,
        bytes,
        VERSION,
        in ->
            switch (in.tag()) {
              case 0 -> new Subscriber.State.Waiting(in.moment(), in.flag());
              case 1 -> new Subscriber.State.Running(in.moment(), in.moment());
              case 2 -> new Subscriber.State.Terminated();
              default -> in.unknown("state");
            });
  }
}
