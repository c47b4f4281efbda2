package tandem.sip.frame;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The opening handshake of RFC 6455 §4.2 for the subprotocol {@code sip} (RFC 7118 §4.1). */
public final class WebSocketHandshake {

  /** Bytes of the client's request; beyond: 431. */
  public static final int MAX_REQUEST = 8_192;

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  /** What the octets received so far are. */
  public sealed interface Result {

    /** The blank line has not come yet. */
    record Incomplete() implements Result {}

    /**
     * @param response to be sent; then frames follow
     * @param used octets of the request; what follows belongs to the first frame
     */
    record Accepted(byte[] response, int used) implements Result {}

    /**
     * @param response to be sent; then the connection is closed
     */
    record Refused(byte[] response, String reason) implements Result {}
  }

  private WebSocketHandshake() {}

  /** Judges what has been received from the beginning of the connection. Never throws. */
  public static Result judge(byte[] received) {
    int end = end(received);
    if (end > MAX_REQUEST || end < 0 && received.length >= MAX_REQUEST) {
      return refused("431 Request Header Fields Too Large", "the request is too long", "");
    }
    if (end < 0) {
      return new Result.Incomplete();
    }
    String[] lines = new String(received, 0, end, StandardCharsets.ISO_8859_1).split("\r\n");
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1) {
        return refused("400 Bad Request", "a line without colon", "");
      }
      // RFC 6455 §4.2.1 with RFC 9110 §5.3: fields of one name are one list.
      fields.merge(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip(),
          (a, b) -> a + ", " + b);
    }
    return lines.length == 0
        ? refused("400 Bad Request", "no request line", "")
        : judge(lines[0], fields, end);
  }

  private static Result judge(String requestLine, Map<String, String> fields, int used) {
    String[] parts = requestLine.split(" ", -1);
    if (parts.length != 3 || !parts[0].equals("GET") || !parts[2].matches("HTTP/1\\.[1-9]")) {
      return refused("400 Bad Request", "not a GET of HTTP/1.1", "");
    }
    if (!fields.containsKey("host")) {
      return refused("400 Bad Request", "no Host", "");
    }
    if (!lists(fields, "upgrade", "websocket") || !lists(fields, "connection", "upgrade")) {
      return refused("426 Upgrade Required", "no upgrade to websocket", "Upgrade: websocket\r\n");
    }
    if (!fields.getOrDefault("sec-websocket-version", "").equals("13")) {
      return refused(
          "426 Upgrade Required", "another version than 13", "Sec-WebSocket-Version: 13\r\n");
    }
    String key = fields.getOrDefault("sec-websocket-key", "");
    if (!isKey(key)) {
      return refused("400 Bad Request", "Sec-WebSocket-Key is not 16 octets", "");
    }
    // RFC 7118 §4.1: a client that does not offer the subprotocol sip does not speak it.
    if (!lists(fields, "sec-websocket-protocol", "sip")) {
      return refused("400 Bad Request", "the subprotocol sip is not offered", "");
    }
    String response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key)
            + "\r\nSec-WebSocket-Protocol: sip\r\n\r\n";
    return new Result.Accepted(response.getBytes(StandardCharsets.ISO_8859_1), used);
  }

  private static boolean lists(Map<String, String> fields, String name, String token) {
    return Arrays.stream(fields.getOrDefault(name, "").split(","))
        .map(String::strip)
        .anyMatch(token::equalsIgnoreCase);
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** RFC 6455 §4.2.2 step 5: what proves that the key was read. */
  static String accept(String key) {
    try {
      byte[] text = (key + GUID).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static int end(byte[] b) {
    int to = Math.min(b.length, MAX_REQUEST + 4);
    for (int i = 3; i < to; i++) {
      if (b[i] == '\n' && b[i - 1] == '\r' && b[i - 2] == '\n' && b[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  private static Result refused(String status, String reason, String field) {
    String response =
        "HTTP/1.1 " + status + "\r\n" + field + "Connection: close\r\nContent-Length: 0\r\n\r\n";
    return new Result.Refused(response.getBytes(StandardCharsets.ISO_8859_1), reason);
  }
}
