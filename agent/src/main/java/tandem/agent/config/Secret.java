package tandem.agent.config;

import java.util.Arrays;

/** The key the agents of a group share. Never shown. */
public final class Secret {

  /** Fewer random bytes could be guessed. */
  public static final int LEAST_BYTES = 32;

  private final byte[] bytes;

  Secret(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** A copy of the bytes, at least {@link #LEAST_BYTES}. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret
        && java.security.MessageDigest.isEqual(bytes, secret.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "secret of " + bytes.length + " bytes";
  }
}
