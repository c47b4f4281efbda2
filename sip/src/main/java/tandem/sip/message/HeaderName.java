package tandem.sip.message;

import java.nio.charset.StandardCharsets;

/**
 * The header fields this stack names, with the compact forms of RFC 3261 §20 and later RFCs. A
 * header that is not here is kept as it came and found by its text.
 */
public enum HeaderName {
  ACCEPT("Accept"),
  ACCEPT_ENCODING("Accept-Encoding"),
  ACCEPT_LANGUAGE("Accept-Language"),
  ALLOW("Allow"),
  AUTHORIZATION("Authorization"),
  CALL_ID("Call-ID", 'i'),
  CONTACT("Contact", 'm'),
  CONTENT_ENCODING("Content-Encoding", 'e'),
  CONTENT_LENGTH("Content-Length", 'l'),
  CONTENT_TYPE("Content-Type", 'c'),
  CSEQ("CSeq"),
  DATE("Date"),
  EVENT("Event", 'o'),
  EXPIRES("Expires"),
  FROM("From", 'f'),
  MAX_FORWARDS("Max-Forwards"),
  MIN_EXPIRES("Min-Expires"),
  PATH("Path"),
  PROXY_REQUIRE("Proxy-Require"),
  RECORD_ROUTE("Record-Route"),
  REFER_TO("Refer-To", 'r'),
  REQUIRE("Require"),
  RETRY_AFTER("Retry-After"),
  ROUTE("Route"),
  SERVER("Server"),
  SESSION_EXPIRES("Session-Expires", 'x'),
  SUBJECT("Subject", 's'),
  SUPPORTED("Supported", 'k'),
  TIMESTAMP("Timestamp"),
  TO("To", 't'),
  UNSUPPORTED("Unsupported"),
  USER_AGENT("User-Agent"),
  VIA("Via", 'v'),
  WARNING("Warning"),
  WWW_AUTHENTICATE("WWW-Authenticate");

  private static final HeaderName[] BY_LETTER = new HeaderName[128];
  private static final HeaderName[][] BY_LENGTH = new HeaderName[20][];

  static {
    for (int length = 0; length < BY_LENGTH.length; length++) {
      int wanted = length;
      BY_LENGTH[length] =
          java.util.Arrays.stream(values())
              .filter(h -> h.lower.length == wanted)
              .toArray(HeaderName[]::new);
    }
    for (HeaderName header : values()) {
      if (header.compact != 0) {
        BY_LETTER[header.compact] = header;
      }
    }
  }

  private final String text;
  private final byte[] lower;
  private final char compact;

  HeaderName(String text) {
    this(text, (char) 0);
  }

  HeaderName(String text, char compact) {
    this.text = text;
    this.lower = text.toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    this.compact = compact;
  }

  /** The long form as the RFC writes it. */
  public String text() {
    return text;
  }

  /** The header named by {@code bytes[from..to)}, long or compact, or null if it is not known. */
  static HeaderName of(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 1) {
      int letter = Ascii.lower(bytes[from]);
      return letter >= 0 ? BY_LETTER[letter] : null;
    }
    if (length <= 0 || length >= BY_LENGTH.length) {
      return null;
    }
    for (HeaderName candidate : BY_LENGTH[length]) {
      if (Ascii.equalsLower(bytes, from, candidate.lower)) {
        return candidate;
      }
    }
    return null;
  }
}
