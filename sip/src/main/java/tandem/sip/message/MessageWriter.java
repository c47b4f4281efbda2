package tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts a message together line by line and notes where its fields lie. */
public final class MessageWriter {

  private static final byte[] CRLF = {'\r', '\n'};

  private final MessageText.Index index = new MessageText.Index();
  private byte[] out;
  private int length;

  /**
   * @param bytes about as long as the message will be
   */
  public MessageWriter(int bytes) {
    out = new byte[bytes];
  }

  public MessageWriter startLine(String line) {
    return append(Ascii.utf8(line)).append(CRLF);
  }

  public MessageWriter field(HeaderName name, String value) {
    return line(line(name.text(), value));
  }

  /** A header this stack does not name. */
  public MessageWriter field(String name, String value) {
    return line(line(name, value));
  }

  /** Field {@code i} of another message byte by byte, with something after its value. */
  public MessageWriter copyField(MessageText other, int i, String suffix) {
    int from = other.valueOffset(i);
    String name = other.header(i).map(HeaderName::text).orElseGet(() -> other.fieldName(i));
    byte[] value = Arrays.copyOfRange(other.bytes(), from, other.valueEnd(i));
    return line(concat(concat(Ascii.utf8(name + ": "), value), Ascii.utf8(suffix)));
  }

  MessageWriter line(byte[] line) {
    int colon = Ascii.indexOf(line, ':', 0, line.length);
    int value = Ascii.skipWsp(line, colon + 1, line.length);
    int from = length;
    if (from + line.length > MessageText.MAX_HEADER
        || line.length > MessageText.MAX_FIELD
        || colon > MessageText.MAX_NAME) {
      throw new IllegalArgumentException("the header grows beyond its limit");
    }
    append(line).append(CRLF);
    boolean folded = Ascii.indexOf(line, '\r', value, line.length) < line.length;
    index.add(
        out, new MessageText.Field(from, from + colon, from + value, from + line.length, folded));
    return this;
  }

  /** Fields {@code first} to {@code last} as they came. */
  void copyFields(MessageText other, int first, int last) {
    int from = other.fieldOffset(first);
    int shift = length - from;
    copy(other.bytes(), from, other.fieldEnd(last));
    for (int i = first; i <= last; i++) {
      index.addMoved(other.index(), i, shift);
    }
  }

  void copy(byte[] bytes, int from, int to) {
    room(to - from);
    System.arraycopy(bytes, from, out, length, to - from);
    length += to - from;
  }

  private MessageWriter append(byte[] bytes) {
    copy(bytes, 0, bytes.length);
    return this;
  }

  private void room(int bytes) {
    if (length + bytes > out.length) {
      out = Arrays.copyOf(out, Math.max(length + bytes, out.length * 2));
    }
  }

  public MessageText finish(byte[] body) {
    return finish(body, 0, body.length);
  }

  MessageText finish(byte[] body, int from, int bodyLength) {
    append(CRLF);
    int bodyFrom = length;
    copy(body, from, from + bodyLength);
    byte[] exact = length == out.length ? out : Arrays.copyOf(out, length);
    return new MessageText(exact, 0, index, bodyFrom, length);
  }

  static byte[] line(String name, String value) {
    if (!Ascii.isToken(name) || value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("no header field: " + name + ": " + value);
    }
    return (name + ": " + value).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
