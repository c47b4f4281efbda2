package tandem.sip.auth;

import java.util.Optional;

/** What the server knows of its users. Answers at once from memory. */
@FunctionalInterface
public interface Secrets {

  /**
   * The digest of {@code username:realm:password} by the algorithm, in lower-case hexadecimal;
   * empty if there is no such user, or none with that algorithm.
   */
  Optional<String> ha1(String username, String realm, Algorithm algorithm);
}
