package tandem.sip.codec;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tandem.platform.time.Moment;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.Uri;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.Resend;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;
import tandem.sip.transport.Transport;

/** Reads the fields of a row. What cannot be read makes the whole row unreadable. */
final class RowReader {

  /** Ends the reading of one row; seen by {@link #read} only. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(String what) {
      super(what, null, false, false);
    }
  }

  private static final int MAX_LIST = 64;

  private final Moment now;
  private final ByteBuffer in;

  private RowReader(Moment now, byte[] bytes) {
    this.now = now;
    this.in = ByteBuffer.wrap(bytes);
  }

  /** The row; empty if it is of another version or damaged. */
  static <T> Optional<T> read(
      Moment now, byte[] bytes, int version, Function<RowReader, T> reader) {
    RowReader row = new RowReader(now, bytes);
    try {
      if (row.tag() != version) {
        return Optional.empty();
      }
      T value = reader.apply(row);
      return row.in.hasRemaining() ? Optional.empty() : Optional.of(value);
    } catch (Unreadable | BufferUnderflowException damaged) {
      return Optional.empty();
    }
  }

  /** A tag or an enumeration's place that no writer of this version writes. */
  <T> T unknown(String what) {
    throw new Unreadable(what);
  }

  int tag() {
    return in.get() & 0xff;
  }

  boolean flag() {
    return tag() != 0;
  }

  long number() {
    return in.getLong();
  }

  byte[] bytes() {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      return unknown("length " + length);
    }
    byte[] value = new byte[length];
    in.get(value);
    return value;
  }

  String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  Moment moment() {
    return now.plus(Duration.ofNanos(number()));
  }

  <T> Optional<T> optional(Supplier<T> reader) {
    return flag() ? Optional.of(reader.get()) : Optional.empty();
  }

  <T> List<T> list(Supplier<T> reader) {
    long size = number();
    if (size < 0 || size > MAX_LIST) {
      return unknown("list of " + size);
    }
    List<T> values = new ArrayList<>((int) size);
    for (int i = 0; i < size; i++) {
      values.add(reader.get());
    }
    return values;
  }

  <E extends Enum<E>> E place(E[] values) {
    int place = tag();
    return place < values.length ? values[place] : unknown("place " + place);
  }

  SipRequest request() {
    return MessageParser.parse(bytes()) instanceof ParseResult.Parsed(SipRequest request)
        ? request
        : unknown("request");
  }

  SipResponse response() {
    return MessageParser.parse(bytes()) instanceof ParseResult.Parsed(SipResponse response)
        ? response
        : unknown("response");
  }

  NameAddr nameAddr() {
    return NameAddr.parse(text()).orElseGet(() -> unknown("address"));
  }

  Uri uri() {
    return Uri.parse(text()).orElseGet(() -> unknown("URI"));
  }

  Hop hop() {
    Transport transport = place(Transport.values());
    try {
      InetAddress address = InetAddress.getByAddress(bytes());
      return new Hop(transport, address, (int) number(), number());
    } catch (UnknownHostException wrongLength) {
      return unknown("address");
    }
  }

  ClientKey clientKey() {
    return new ClientKey(text(), text());
  }

  TransactionKey serverKey() {
    return switch (tag()) {
      case 0 -> new TransactionKey.Branched(text(), new Host(text(), (int) number()), text());
      case 1 -> new TransactionKey.Unbranched(text(), text(), text(), number(), text());
      default -> unknown("key");
    };
  }

  Resend resend() {
    return new Resend(moment(), Duration.ofNanos(number()));
  }
}
