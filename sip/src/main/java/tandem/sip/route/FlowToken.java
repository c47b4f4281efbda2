package tandem.sip.route;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.sip.transport.Hop;
import tandem.sip.transport.Transport;

/**
 * RFC 5626 §5.2: the flow to a client, written into the user part of our Path or Record-Route under
 * a keyed hash, so that no table is needed and nobody makes up a flow.
 */
public final class FlowToken {

  private static final int MARK = 10;

  private final Mac mac;

  /**
   * @param key secret of at least 16 bytes
   */
  public FlowToken(byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException("key must have at least 16 bytes");
    }
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has HmacSHA256", missing);
    }
  }

  /** Letters, digits, {@code -} and {@code _}: fit for a user part. */
  public String of(Hop flow) {
    byte[] address = flow.address().getAddress();
    ByteBuffer plain = ByteBuffer.allocate(11 + address.length);
    plain.put((byte) flow.transport().ordinal()).putShort((short) flow.port());
    plain.putLong(flow.connection()).put(address);
    byte[] token = Arrays.copyOf(plain.array(), plain.capacity() + MARK);
    System.arraycopy(mac.doFinal(plain.array()), 0, token, plain.capacity(), MARK);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The flow; empty if the token is none of ours, which is answered 403 (RFC 5626 §5.3). */
  public Optional<Hop> flow(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      int length = bytes.length - MARK;
      if (length != 15 && length != 27) {
        return Optional.empty();
      }
      byte[] plain = Arrays.copyOf(bytes, length);
      byte[] mark = Arrays.copyOfRange(bytes, length, bytes.length);
      return MessageDigest.isEqual(mark, Arrays.copyOf(mac.doFinal(plain), MARK))
          ? Optional.of(read(ByteBuffer.wrap(plain)))
          : Optional.empty();
    } catch (IllegalArgumentException | UnknownHostException notOurs) {
      // The library knows no other way to say that a text is not in this code.
      return Optional.empty();
    }
  }

  private static Hop read(ByteBuffer plain) throws UnknownHostException {
    Transport transport = Transport.values()[plain.get()];
    int port = plain.getShort() & 0xffff;
    long connection = plain.getLong();
    byte[] address = new byte[plain.remaining()];
    plain.get(address);
    return new Hop(transport, InetAddress.getByAddress(address), port, connection);
  }
}
