package tandem.sip.parse;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tandem.sip.message.Ascii;
import tandem.sip.message.MessageText;
import tandem.sip.message.MessageText.Field;
import tandem.sip.message.MessageText.Index;
import tandem.sip.message.SipMessage.Envelope;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.parse.ParseResult.KeepAlive;
import tandem.sip.parse.ParseResult.Malformed;
import tandem.sip.parse.ParseResult.Parsed;

/**
 * Reads one datagram (RFC 3261 §7, §18.3). The start line, the framing of the header fields and the
 * fields that answers and routing rest on are checked; other values are read by who needs them.
 * Never throws; work is linear in the length.
 */
public final class MessageParser {

  private static final Uri UNREADABLE = new Uri.Other("malformed", "uri");

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
      return new Malformed(513, "Message Too Large", ParseLimits.MAX_MESSAGE);
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
      return new Malformed(400, "Start line does not end", from);
    }
    at = lineEnd + 2;
    return startsWith(from, lineEnd, "SIP/") ? response(from, lineEnd) : request(from, lineEnd);
  }

  private boolean startsWith(int from, int to, String text) {
    if (to - from < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Ascii.lower(bytes[from + i]) != Ascii.lower(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private ParseResult request(int from, int lineEnd) {
    // RFC 3261 §7.1: Method SP Request-URI SP SIP-Version CRLF, single spaces.
    int first = Ascii.indexOf(bytes, ' ', from, lineEnd);
    int second = Ascii.indexOf(bytes, ' ', Math.min(first + 1, lineEnd), lineEnd);
    if (first == from || second == lineEnd) {
      return new Malformed(400, "Bad start line", from);
    }
    String method = SipRequest.method(bytes, from, first);
    if (!Ascii.isToken(method) || method.length() > ParseLimits.MAX_METHOD) {
      wrong(400, "Bad method", from);
    }
    version(second + 1, lineEnd);
    if (second - first - 1 > Uri.MAX_URI) {
      wrong(414, "Request-URI Too Long", first + 1);
    }
    Uri uri = Uri.parse(bytes, first + 1, second).orElse(UNREADABLE);
    if (uri == UNREADABLE) {
      wrong(400, "Bad Request-URI", first + 1);
    }
    if (uri instanceof SipUri sip && !sip.headers().isEmpty()) {
      // RFC 3261 §19.1.1: a Request-URI may not carry headers.
      wrong(400, "Headers In Request-URI", first + 1);
    }
    MessageText text = fields(from);
    Envelope envelope = EnvelopeReader.read(text, method, this);
    if (problem == null) {
      return new Parsed(new SipRequest(method, uri, text, envelope));
    }
    Optional<SipRequest> answerable =
        envelope == null
            ? Optional.empty()
            : Optional.of(new SipRequest(method, uri, text, envelope));
    return malformed(answerable, text);
  }

  private void version(int from, int to) {
    if (to - from == 7 && startsWith(from, to, "SIP/2.0")) {
      return;
    }
    boolean other = startsWith(from, to, "SIP/") && Ascii.indexOf(bytes, ' ', from, to) == to;
    wrong(other ? 505 : 400, other ? "Version Not Supported" : "Bad start line", from - 1);
  }

  private ParseResult response(int from, int lineEnd) {
    // RFC 3261 §7.2: SIP-Version SP 3DIGIT SP Reason-Phrase CRLF.
    String line = new String(bytes, from, lineEnd - from, StandardCharsets.UTF_8);
    boolean framed =
        line.length() >= 12
            && line.regionMatches(true, 0, "SIP/2.0 ", 0, 8)
            && line.charAt(11) == ' ';
    long status = framed ? Ascii.number(line.substring(8, 11), 699) : -1;
    if (status < 100) {
      return new Malformed(400, "Bad status line", from);
    }
    MessageText text = fields(from);
    Envelope envelope = EnvelopeReader.read(text, "", this);
    if (problem != null) {
      return malformed(Optional.empty(), text);
    }
    return new Parsed(new SipResponse((int) status, line.substring(12), text, envelope));
  }

  private Malformed malformed(Optional<SipRequest> answerable, MessageText text) {
    return new Malformed(
        problem.status(), problem.reason(), problem.offset(), answerable, Optional.of(text));
  }

  /** Notes a fault; the first counts. */
  void wrong(int status, String reason, int offset) {
    if (problem == null) {
      problem = new Malformed(status, reason, offset);
    }
  }

  /** The offset of the line break that ends the line at {@code from}, or -1. */
  private int lineEnd(int from) {
    int at = Ascii.lineEnd(bytes, from, end);
    return at + 1 < end && bytes[at] == '\r' && bytes[at + 1] == '\n' ? at : -1;
  }

  /** Frames all header fields it can; the first fault is noted and ends the header. */
  private MessageText fields(int start) {
    Index index = new Index();
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
      boolean folded = false;
      while (lineEnd >= 0 && at < end && Ascii.isWsp(bytes[at])) {
        folded = true;
        lineEnd = lineEnd(at);
        at = lineEnd + 2;
      }
      if (lineEnd < 0 || lineEnd - from > ParseLimits.MAX_FIELD) {
        wrong(400, lineEnd < 0 ? "Header does not end" : "Header Field Too Long", from);
        at = end;
        break;
      }
      if (index.count() >= ParseLimits.MAX_FIELDS) {
        wrong(400, "Too Many Header Fields", from);
        break;
      }
      field(from, lineEnd, folded, index);
    }
    int bodyFrom = Math.min(at, end);
    int length = ContentLength.of(bytes, index, end - bodyFrom, this::wrong);
    return new MessageText(bytes, start, index, bodyFrom, bodyFrom + length);
  }

  private void field(int from, int lineEnd, boolean folded, Index index) {
    int colon = Ascii.indexOf(bytes, ':', from, lineEnd);
    int nameEnd = colon;
    while (nameEnd > from && Ascii.isWsp(bytes[nameEnd - 1])) {
      nameEnd--;
    }
    if (nameEnd == from || colon == lineEnd) {
      wrong(400, "Bad header field name", from);
      return;
    }
    if (nameEnd - from > ParseLimits.MAX_NAME) {
      wrong(400, "Header Field Name Too Long", from);
      return;
    }
    int valueFrom = colon + 1;
    int valueTo = lineEnd;
    while (valueFrom < valueTo && isSpace(bytes[valueFrom])) {
      valueFrom++;
    }
    while (valueTo > valueFrom && isSpace(bytes[valueTo - 1])) {
      valueTo--;
    }
    if (!index.add(bytes, new Field(from, nameEnd, valueFrom, valueTo, folded))) {
      wrong(400, "Bad header field name", from);
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }
}
