package tandem.sip.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tandem.platform.time.Moment;
import tandem.sip.message.Host;
import tandem.sip.message.SipMessage;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.Resend;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;

/**
 * Writes the fields of a row. Moments are written as the time that is left: the reader's clock has
 * another origin.
 */
final class RowWriter {

  private final Moment now;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  RowWriter(Moment now, int version) {
    this.now = now;
    tag(version);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  RowWriter tag(int value) {
    out.write(value);
    return this;
  }

  RowWriter flag(boolean value) {
    return tag(value ? 1 : 0);
  }

  RowWriter number(long value) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return this;
  }

  RowWriter bytes(byte[] value) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
    out.writeBytes(value);
    return this;
  }

  RowWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  RowWriter moment(Moment value) {
    return number(now.until(value).toNanos());
  }

  <T> RowWriter optional(Optional<T> value, Consumer<T> writer) {
    flag(value.isPresent());
    value.ifPresent(writer);
    return this;
  }

  <T> RowWriter list(List<T> values, Consumer<T> writer) {
    number(values.size());
    values.forEach(writer);
    return this;
  }

  RowWriter message(SipMessage message) {
    return bytes(message.bytes());
  }

  RowWriter hop(Hop hop) {
    tag(hop.transport().ordinal());
    bytes(hop.address().getAddress());
    return number(hop.port()).number(hop.connection());
  }

  RowWriter key(ClientKey key) {
    return text(key.branch()).text(key.method());
  }

  RowWriter key(TransactionKey key) {
    return switch (key) {
      case TransactionKey.Branched(String branch, Host sentBy, String method) ->
          tag(0).text(branch).text(sentBy.name()).number(sentBy.port()).text(method);
      case TransactionKey.Unbranched(
              String uri,
              String fromTag,
              String callId,
              long cseq,
              String viaAndMethod) ->
          tag(1).text(uri).text(fromTag).text(callId).number(cseq).text(viaAndMethod);
    };
  }

  RowWriter resend(Resend resend) {
    return moment(resend.at()).number(resend.interval().toNanos());
  }
}
