package tandem.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The digests of RFC 7616 §3.2 and RFC 8760 §2, the weakest first. */
public enum Algorithm {
  MD5("MD5", 32),
  SHA_256("SHA-256", 64);

  private final String text;
  private final int digits;

  Algorithm(String text, int digits) {
    this.text = text;
    this.digits = digits;
  }

  /** As it stands in a header field. */
  public String text() {
    return text;
  }

  /** How many hexadecimal digits a digest has. */
  public int digits() {
    return digits;
  }

  /** Empty for one that is not spoken here, such as the session variants. */
  public static Optional<Algorithm> named(String name) {
    for (Algorithm algorithm : values()) {
      if (algorithm.text.equalsIgnoreCase(name)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** The digest of the parts joined by colons, in lower-case hexadecimal: H of RFC 7616 §3.3. */
  public String hash(String... parts) {
    byte[] joined = String.join(":", parts).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(digest().digest(joined));
  }

  private MessageDigest digest() {
    try {
      return MessageDigest.getInstance(text);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has " + text, missing);
    }
  }
}
