package tandem.sip.auth;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tandem.platform.time.Moment;

/**
 * Nonces that need no memory: the moment of issue and a salt, under a keyed hash (RFC 7616 §5.4).
 */
final class Nonces {

  private static final int PAYLOAD = 16;
  private static final int MARK = 16;

  private final Mac mac;

  Nonces(byte[] key) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has HmacSHA256", missing);
    }
  }

  String issue(Moment now, long salt) {
    ByteBuffer nonce = ByteBuffer.allocate(PAYLOAD + MARK);
    nonce.putLong(now.nanos()).putLong(salt);
    nonce.put(mark(nonce.array()), 0, MARK);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(nonce.array());
  }

  /** When the nonce was issued; empty if it is none of ours. */
  Optional<Moment> issued(String nonce) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException notOurs) {
      // The library knows no other way to say that a text is not in this code.
      return Optional.empty();
    }
    if (bytes.length != PAYLOAD + MARK) {
      return Optional.empty();
    }
    byte[] found = Arrays.copyOfRange(bytes, PAYLOAD, PAYLOAD + MARK);
    return MessageDigest.isEqual(found, Arrays.copyOf(mark(bytes), MARK))
        ? Optional.of(new Moment(ByteBuffer.wrap(bytes).getLong()))
        : Optional.empty();
  }

  private byte[] mark(byte[] nonce) {
    mac.update(nonce, 0, PAYLOAD);
    return mac.doFinal();
  }
}
