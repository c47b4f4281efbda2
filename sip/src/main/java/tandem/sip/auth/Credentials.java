package tandem.sip.auth;

import java.util.Optional;

/**
 * The value of an Authorization or Proxy-Authorization header field, RFC 7616 §3.4.
 *
 * @param response hexadecimal
 * @param count how often the nonce has been used with this one; empty without qop (RFC 2069)
 */
public record Credentials(
    String username,
    String realm,
    String nonce,
    String uri,
    Algorithm algorithm,
    String response,
    String opaque,
    Optional<Count> count) {

  /**
   * What {@code qop=auth} adds.
   *
   * @param nonceCount 1 to 2**32 - 1
   */
  public record Count(long nonceCount, String cnonce) {

    /** RFC 7616 §3.4: eight hexadecimal digits. */
    String digits() {
      return String.format("%08x", nonceCount);
    }
  }

  /** Empty if it is malformed or uses what is not spoken here. Never throws. */
  public static Optional<Credentials> parse(String header) {
    if (header.length() > Challenge.MAX_LENGTH) {
      return Optional.empty();
    }
    return DigestFields.parse(header).flatMap(Credentials::of);
  }

  private static Optional<Credentials> of(DigestFields fields) {
    Optional<Algorithm> algorithm = Algorithm.named(fields.get("algorithm").orElse("MD5"));
    for (String needed : new String[] {"username", "realm", "nonce", "uri", "response"}) {
      if (fields.get(needed).isEmpty()) {
        return Optional.empty();
      }
    }
    Optional<String> qop = fields.get("qop");
    Optional<Count> count = qop.flatMap(_ -> count(fields));
    if (algorithm.isEmpty()
        || qop.isPresent() && (count.isEmpty() || !qop.get().equalsIgnoreCase("auth"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Credentials(
            fields.orEmpty("username"),
            fields.orEmpty("realm"),
            fields.orEmpty("nonce"),
            fields.orEmpty("uri"),
            algorithm.get(),
            fields.orEmpty("response"),
            fields.orEmpty("opaque"),
            count));
  }

  private static Optional<Count> count(DigestFields fields) {
    String digits = fields.orEmpty("nc");
    String cnonce = fields.orEmpty("cnonce");
    if (digits.length() != 8 || cnonce.isEmpty()) {
      return Optional.empty();
    }
    long count = 0;
    for (int i = 0; i < 8; i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digit < 0) {
        return Optional.empty();
      }
      count = count * 16 + digit;
    }
    return count == 0 ? Optional.empty() : Optional.of(new Count(count, cnonce));
  }

  /**
   * The response that belongs to these credentials, RFC 7616 §3.4.1.
   *
   * @param ha1 the digest of username, realm and password
   */
  String expected(String ha1, String method) {
    String ha2 = algorithm.hash(method, uri);
    return count.isPresent()
        ? algorithm.hash(ha1, nonce, count.get().digits(), count.get().cnonce(), "auth", ha2)
        : algorithm.hash(ha1, nonce, ha2);
  }

  /** RFC 7616 §3.5: what the server proves in Authentication-Info: the same without a method. */
  String expectedOfServer(String ha1) {
    return expected(ha1, "");
  }

  Credentials withResponse(String digest) {
    return new Credentials(username, realm, nonce, uri, algorithm, digest, opaque, count);
  }

  /** The value of the header field. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(256);
    text.append("Digest username=").append(DigestFields.quoted(username));
    text.append(", realm=").append(DigestFields.quoted(realm));
    text.append(", nonce=").append(DigestFields.quoted(nonce));
    text.append(", uri=").append(DigestFields.quoted(uri));
    text.append(", algorithm=").append(algorithm.text());
    text.append(", response=\"").append(response).append('"');
    if (!opaque.isEmpty()) {
      text.append(", opaque=").append(DigestFields.quoted(opaque));
    }
    count.ifPresent(
        c -> {
          text.append(", qop=auth, nc=").append(c.digits());
          text.append(", cnonce=").append(DigestFields.quoted(c.cnonce()));
        });
    return text.toString();
  }
}
