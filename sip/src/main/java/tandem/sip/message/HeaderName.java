package tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The header fields this stack names, with the compact forms of RFC 3261 §20 and later RFCs. A
 * header that is not here is kept as it came and found by its text.
 */
public enum HeaderName {
  ACCEPT("Accept", Form.LIST),
  ACCEPT_CONTACT("Accept-Contact", 'a', Form.LIST),
  ACCEPT_ENCODING("Accept-Encoding", Form.LIST),
  ACCEPT_LANGUAGE("Accept-Language", Form.LIST),
  ALERT_INFO("Alert-Info", Form.LIST),
  ALLOW("Allow", Form.LIST),
  ALLOW_EVENTS("Allow-Events", 'u', Form.LIST),
  AUTHENTICATION_INFO("Authentication-Info", Form.WHOLE),
  AUTHORIZATION("Authorization", Form.WHOLE),
  CALL_ID("Call-ID", 'i', Form.ONE),
  CALL_INFO("Call-Info", Form.LIST),
  CONTACT("Contact", 'm', Form.LIST),
  CONTENT_DISPOSITION("Content-Disposition", Form.ONE),
  CONTENT_ENCODING("Content-Encoding", 'e', Form.LIST),
  CONTENT_LANGUAGE("Content-Language", Form.LIST),
  CONTENT_LENGTH("Content-Length", 'l', Form.ONE),
  CONTENT_TYPE("Content-Type", 'c', Form.ONE),
  CSEQ("CSeq", Form.ONE),
  DATE("Date", Form.ONE),
  ERROR_INFO("Error-Info", Form.LIST),
  EVENT("Event", 'o', Form.ONE),
  EXPIRES("Expires", Form.ONE),
  FLOW_TIMER("Flow-Timer", Form.ONE),
  FROM("From", 'f', Form.ONE),
  HISTORY_INFO("History-Info", Form.LIST),
  IDENTITY("Identity", 'y', Form.LIST),
  IN_REPLY_TO("In-Reply-To", Form.LIST),
  JOIN("Join", Form.ONE),
  MAX_FORWARDS("Max-Forwards", Form.ONE),
  MIME_VERSION("MIME-Version", Form.ONE),
  MIN_EXPIRES("Min-Expires", Form.ONE),
  MIN_SE("Min-SE", Form.ONE),
  ORGANIZATION("Organization", Form.ONE),
  PATH("Path", Form.LIST),
  PRIORITY("Priority", Form.ONE),
  PRIVACY("Privacy", Form.ONE),
  PROXY_AUTHENTICATE("Proxy-Authenticate", Form.WHOLE),
  PROXY_AUTHENTICATION_INFO("Proxy-Authentication-Info", Form.WHOLE),
  PROXY_AUTHORIZATION("Proxy-Authorization", Form.WHOLE),
  PROXY_REQUIRE("Proxy-Require", Form.LIST),
  P_ACCESS_NETWORK_INFO("P-Access-Network-Info", Form.LIST),
  P_ASSERTED_IDENTITY("P-Asserted-Identity", Form.LIST),
  P_ASSOCIATED_URI("P-Associated-URI", Form.LIST),
  P_PREFERRED_IDENTITY("P-Preferred-Identity", Form.LIST),
  RACK("RAck", Form.ONE),
  REASON("Reason", Form.LIST),
  RECORD_ROUTE("Record-Route", Form.LIST),
  REFERRED_BY("Referred-By", 'b', Form.ONE),
  REFER_SUB("Refer-Sub", Form.ONE),
  REFER_TO("Refer-To", 'r', Form.ONE),
  REJECT_CONTACT("Reject-Contact", 'j', Form.LIST),
  REPLACES("Replaces", Form.ONE),
  REPLY_TO("Reply-To", Form.ONE),
  REQUEST_DISPOSITION("Request-Disposition", 'd', Form.LIST),
  REQUIRE("Require", Form.LIST),
  RETRY_AFTER("Retry-After", Form.ONE),
  ROUTE("Route", Form.LIST),
  RSEQ("RSeq", Form.ONE),
  SERVER("Server", Form.ONE),
  SERVICE_ROUTE("Service-Route", Form.LIST),
  SESSION_EXPIRES("Session-Expires", 'x', Form.ONE),
  SIP_ETAG("SIP-ETag", Form.ONE),
  SIP_IF_MATCH("SIP-If-Match", Form.ONE),
  SUBJECT("Subject", 's', Form.ONE),
  SUBSCRIPTION_STATE("Subscription-State", Form.ONE),
  SUPPORTED("Supported", 'k', Form.LIST),
  TARGET_DIALOG("Target-Dialog", Form.ONE),
  TIMESTAMP("Timestamp", Form.ONE),
  TO("To", 't', Form.ONE),
  UNSUPPORTED("Unsupported", Form.LIST),
  USER_AGENT("User-Agent", Form.ONE),
  VIA("Via", 'v', Form.LIST),
  WARNING("Warning", Form.LIST),
  WWW_AUTHENTICATE("WWW-Authenticate", Form.WHOLE);

  /** How often a header field may stand in a message, and whether commas join its values. */
  public enum Form {
    /** One field, one value. */
    ONE,
    /** RFC 3261 §7.3.1: any number of fields, each a comma-separated list. */
    LIST,
    /** RFC 3261 §7.3.1: several fields may stand, but commas belong to the value. */
    WHOLE
  }

  private static final HeaderName[] ALL = values();
  private static final HeaderName[] BY_LETTER = new HeaderName[128];
  private static final HeaderName[][] BY_HASH = new HeaderName[256][];

  static {
    for (HeaderName header : ALL) {
      int slot = hash(header.lower, 0, header.lower.length);
      HeaderName[] old = BY_HASH[slot] == null ? new HeaderName[0] : BY_HASH[slot];
      BY_HASH[slot] = java.util.Arrays.copyOf(old, old.length + 1);
      BY_HASH[slot][old.length] = header;
      if (header.compact != 0) {
        BY_LETTER[header.compact] = header;
      }
    }
  }

  private final String text;
  private final byte[] lower;
  private final char compact;
  private final Form form;

  HeaderName(String text, Form form) {
    this(text, (char) 0, form);
  }

  HeaderName(String text, char compact, Form form) {
    this.text = text;
    this.lower = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    this.compact = compact;
    this.form = form;
  }

  /** The long form as the RFC writes it. */
  public String text() {
    return text;
  }

  /** The letter of the compact form, or empty. */
  public Optional<String> compact() {
    return compact == 0 ? Optional.empty() : Optional.of(Character.toString(compact));
  }

  public Form form() {
    return form;
  }

  /** The header of that name, long or compact, in any case. */
  public static Optional<HeaderName> of(String name) {
    byte[] b = Ascii.utf8(name);
    return Optional.ofNullable(of(b, 0, b.length));
  }

  /** Whether a second one makes the message malformed: nobody can say which of them counts. */
  boolean isVital() {
    return switch (this) {
      case FROM, TO, CALL_ID, CSEQ, MAX_FORWARDS, CONTENT_LENGTH -> true;
      default -> false;
    };
  }

  static HeaderName at(int ordinal) {
    return ALL[ordinal];
  }

  /** The header named by {@code bytes[from..to)}, long or compact, or null if it is not known. */
  static HeaderName of(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length == 1) {
      int letter = Ascii.lower(bytes[from]);
      return letter >= 0 ? BY_LETTER[letter] : null;
    }
    if (length <= 0) {
      return null;
    }
    HeaderName[] candidates = BY_HASH[hash(bytes, from, to)];
    if (candidates != null) {
      for (HeaderName candidate : candidates) {
        if (candidate.isNamed(bytes, from, length)) {
          return candidate;
        }
      }
    }
    return null;
  }

  /** First and last letter and the length tell nearly all names apart. */
  private static int hash(byte[] b, int from, int to) {
    int first = b[from] & 0x1f;
    int last = b[to - 1] & 0x1f;
    return (first * 7 + last * 31 + (to - from) * 13) & 0xff;
  }

  private boolean isNamed(byte[] bytes, int from, int length) {
    return length == lower.length && Ascii.equalsLower(bytes, from, lower);
  }
}
