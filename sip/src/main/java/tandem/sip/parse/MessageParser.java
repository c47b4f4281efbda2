package tandem.sip.parse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import tandem.sip.message.Ascii;
import tandem.sip.message.MessageText;
import tandem.sip.message.SipMessage.Envelope;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.Uri;
import tandem.sip.parse.ParseResult.KeepAlive;
import tandem.sip.parse.ParseResult.Malformed;
import tandem.sip.parse.ParseResult.Parsed;

/**
 * Reads one datagram (RFC 3261 §7, §18.3). The start line, the framing of the header fields and the
 * fields every answer needs are checked; other values are read by who needs them. Never throws;
 * work is linear in the length.
 */
public final class MessageParser {

  private final byte[] bytes;
  private final int end;
  private Malformed problem;
  private int at;

  private MessageParser(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /** The array is kept by the message, not copied: the caller must not change it afterwards. */
  public static ParseResult parse(byte[] datagram) {
    int start = 0;
    while (start < datagram.length && isKeepAlive(datagram[start])) {
      start++;
    }
    if (start == datagram.length) {
      return new KeepAlive();
    }
    if (datagram.length > ParseLimits.MAX_MESSAGE) {
      return new Malformed(513, "Message Too Large", ParseLimits.MAX_MESSAGE, Optional.empty());
    }
    MessageParser parser = new MessageParser(datagram, datagram.length);
    parser.at = start;
    return parser.read();
  }

  private static boolean isKeepAlive(byte b) {
    return b == '\r' || b == '\n' || b == 0;
  }

  private ParseResult read() {
    int from = at;
    int lineEnd = lineEnd(from);
    if (lineEnd < 0) {
      return new Malformed(400, "Start line does not end", from, Optional.empty());
    }
    String line = new String(bytes, from, lineEnd - from, StandardCharsets.UTF_8);
    at = lineEnd + 2;
    if (line.regionMatches(true, 0, "SIP/", 0, 4)) {
      return response(line, from);
    }
    return request(line, from);
  }

  private ParseResult request(String line, int from) {
    // RFC 3261 §7.1: Method SP Request-URI SP SIP-Version CRLF, single spaces.
    int first = line.indexOf(' ');
    int second = line.indexOf(' ', first + 1);
    if (first < 1 || second < 0) {
      return new Malformed(400, "Bad start line", from, Optional.empty());
    }
    String method = line.substring(0, first);
    String uriText = line.substring(first + 1, second);
    String version = line.substring(second + 1);
    if (!Ascii.isToken(method) || method.length() > ParseLimits.MAX_METHOD) {
      wrong(400, "Bad method", from);
    }
    if (!version.equalsIgnoreCase("SIP/2.0")) {
      boolean other = version.regionMatches(true, 0, "SIP/", 0, 4) && version.indexOf(' ') < 0;
      wrong(other ? 505 : 400, other ? "Version Not Supported" : "Bad start line", from + second);
    }
    if (uriText.length() > Uri.MAX_URI) {
      wrong(414, "Request-URI Too Long", from + first + 1);
    }
    Optional<Uri> uri = Uri.parse(uriText);
    if (uri.isEmpty()) {
      wrong(400, "Bad Request-URI", from + first + 1);
    }
    MessageText text = fields();
    EnvelopeReader reader = new EnvelopeReader(text, method);
    Optional<Envelope> envelope = reader.read();
    reader.problem().ifPresent(p -> wrong(p.status(), p.reason(), p.offset()));
    Uri shown = uri.orElse(new Uri.Other("malformed", "uri"));
    Optional<SipRequest> request =
        envelope.map(found -> new SipRequest(method, shown, text, found));
    if (problem == null && request.isPresent()) {
      return new Parsed(request.get());
    }
    return new Malformed(problem.status(), problem.reason(), problem.offset(), request);
  }

  private ParseResult response(String line, int from) {
    // RFC 3261 §7.2: SIP-Version SP 3DIGIT SP Reason-Phrase CRLF.
    boolean framed =
        line.length() >= 12
            && line.regionMatches(true, 0, "SIP/2.0 ", 0, 8)
            && line.charAt(11) == ' ';
    long status = framed ? Ascii.number(line.substring(8, 11), 699) : -1;
    if (status < 100) {
      return new Malformed(400, "Bad status line", from, Optional.empty());
    }
    MessageText text = fields();
    EnvelopeReader reader = new EnvelopeReader(text, "");
    Optional<Envelope> envelope = reader.read();
    reader.problem().ifPresent(p -> wrong(p.status(), p.reason(), p.offset()));
    if (problem != null || envelope.isEmpty()) {
      return new Malformed(problem.status(), problem.reason(), problem.offset(), Optional.empty());
    }
    return new Parsed(new SipResponse((int) status, line.substring(12), text, envelope.get()));
  }

  private void wrong(int status, String reason, int offset) {
    if (problem == null) {
      problem = new Malformed(status, reason, offset, Optional.empty());
    }
  }

  /** The offset of the line break that ends the line at {@code from}, or -1. */
  private int lineEnd(int from) {
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      if (b == '\r') {
        return i + 1 < end && bytes[i + 1] == '\n' ? i : -1;
      }
      if (b == '\n' || b == 0) {
        return -1;
      }
    }
    return -1;
  }

  /** Frames all header fields it can; the first fault is noted and ends the header. */
  private MessageText fields() {
    int[] spans = new int[20 * MessageText.SPAN];
    int used = 0;
    while (true) {
      int from = at;
      int lineEnd = lineEnd(from);
      if (lineEnd < 0) {
        wrong(400, "Header does not end", from);
        break;
      }
      at = lineEnd + 2;
      if (lineEnd == from) {
        break;
      }
      // RFC 3261 §7.3.1: a line that begins with white space continues the one before.
      while (lineEnd >= 0 && at < end && Ascii.isWsp(bytes[at])) {
        lineEnd = lineEnd(at);
        at = lineEnd + 2;
      }
      if (lineEnd < 0 || lineEnd - from > ParseLimits.MAX_FIELD) {
        wrong(400, lineEnd < 0 ? "Header does not end" : "Header Field Too Long", from);
        at = end;
        break;
      }
      if (used / MessageText.SPAN >= ParseLimits.MAX_FIELDS) {
        wrong(400, "Too Many Header Fields", from);
        break;
      }
      if (used == spans.length) {
        spans = Arrays.copyOf(spans, used * 2);
      }
      used = field(from, lineEnd, spans, used);
    }
    int[] exact = Arrays.copyOf(spans, used);
    int bodyFrom = Math.min(at, end);
    int length = ContentLength.of(new MessageText(bytes, exact, bodyFrom, end), this::wrong);
    return new MessageText(bytes, exact, bodyFrom, bodyFrom + length);
  }

  private int field(int from, int lineEnd, int[] spans, int used) {
    int nameEnd = from;
    while (nameEnd < lineEnd && Ascii.isToken(bytes[nameEnd])) {
      nameEnd++;
    }
    int colon = nameEnd;
    while (colon < lineEnd && Ascii.isWsp(bytes[colon])) {
      colon++;
    }
    if (nameEnd == from || colon == lineEnd || bytes[colon] != ':') {
      wrong(400, "Bad header field name", from);
      return used;
    }
    int valueFrom = colon + 1;
    int valueTo = lineEnd;
    while (valueFrom < valueTo && isSpace(bytes[valueFrom])) {
      valueFrom++;
    }
    while (valueTo > valueFrom && isSpace(bytes[valueTo - 1])) {
      valueTo--;
    }
    spans[used] = from;
    spans[used + 1] = nameEnd;
    spans[used + 2] = valueFrom;
    spans[used + 3] = valueTo;
    return used + MessageText.SPAN;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
