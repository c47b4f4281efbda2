package tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The received bytes of a message and where its header fields and body lie. Nobody may change the
 * bytes afterwards. Values are decoded when asked for; unknown header fields stay as they came.
 */
public final class MessageText {

  /** Per field: start and end of its name, start and end of its value (folds included). */
  public static final int SPAN = 4;

  private final byte[] bytes;
  private final int[] spans;
  private final HeaderName[] names;
  private final int bodyFrom;
  private final int bodyTo;

  /**
   * @param spans {@link #SPAN} offsets a field, in the order of the message
   */
  public MessageText(byte[] bytes, int[] spans, int bodyFrom, int bodyTo) {
    this.bytes = bytes;
    this.spans = spans;
    this.names = new HeaderName[spans.length / SPAN];
    for (int i = 0; i < names.length; i++) {
      names[i] = HeaderName.of(bytes, spans[i * SPAN], spans[i * SPAN + 1]);
    }
    this.bodyFrom = bodyFrom;
    this.bodyTo = bodyTo;
  }

  public int fieldCount() {
    return names.length;
  }

  /** The name of field {@code i} as it came. */
  public String fieldName(int i) {
    return text(spans[i * SPAN], spans[i * SPAN + 1]);
  }

  /** The value of field {@code i}, unfolded. */
  public String fieldValue(int i) {
    return unfolded(spans[i * SPAN + 2], spans[i * SPAN + 3]);
  }

  /** The offset of field {@code i} in the message. */
  public int fieldOffset(int i) {
    return spans[i * SPAN];
  }

  /** How many fields of that name there are. */
  public int count(HeaderName name) {
    int count = 0;
    for (HeaderName candidate : names) {
      if (candidate == name) {
        count++;
      }
    }
    return count;
  }

  /** The index of the first field of that name at or after {@code from}, or -1. */
  public int find(HeaderName name, int from) {
    for (int i = from; i < names.length; i++) {
      if (names[i] == name) {
        return i;
      }
    }
    return -1;
  }

  /** The whole value of the first field of that name. */
  public Optional<String> first(HeaderName name) {
    int i = find(name, 0);
    return i < 0 ? Optional.empty() : Optional.of(fieldValue(i));
  }

  /** The whole value of the first field of that name; names compare without case. */
  public Optional<String> first(String name) {
    for (int i = 0; i < names.length; i++) {
      if (fieldName(i).equalsIgnoreCase(name)) {
        return Optional.of(fieldValue(i));
      }
    }
    return Optional.empty();
  }

  /** All values of a header field that is a comma-separated list, over all its occurrences. */
  public List<String> values(HeaderName name) {
    List<String> values = new ArrayList<>(2);
    for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
      split(fieldValue(i), values);
    }
    return values;
  }

  /** The comma-separated values of field {@code i}; none if the field is empty. */
  public List<String> fieldValues(int i) {
    List<String> values = new ArrayList<>(2);
    split(fieldValue(i), values);
    return values;
  }

  /** RFC 3261 §7.3.1: splits at commas that stand neither in quotes nor in angle brackets. */
  private static void split(String text, List<String> into) {
    boolean quoted = false;
    boolean bracketed = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"' && !bracketed) {
        quoted = !quoted;
      } else if (!quoted && c == '<') {
        bracketed = true;
      } else if (!quoted && c == '>') {
        bracketed = false;
      } else if (c == ',' && !quoted && !bracketed) {
        into.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    if (from > 0 || !text.isEmpty()) {
      into.add(text.substring(from).strip());
    }
  }

  public byte[] body() {
    return Arrays.copyOfRange(bytes, bodyFrom, bodyTo);
  }

  public int bodyLength() {
    return bodyTo - bodyFrom;
  }

  /** A copy of the message as received, without what followed its body. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, bodyTo);
  }

  /** Appends the value of field {@code i} byte by byte as it came, folds included. */
  public void copyValue(int i, java.io.ByteArrayOutputStream into) {
    int from = spans[i * SPAN + 2];
    into.write(bytes, from, spans[i * SPAN + 3] - from);
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private String unfolded(int from, int to) {
    String raw = text(from, to);
    if (raw.indexOf('\r') < 0) {
      return raw;
    }
    // RFC 3261 §7.3.1: a line break and the white space around it count as one space.
    StringBuilder line = new StringBuilder(raw.length());
    for (String part : raw.split("\r\n")) {
      String stripped = part.strip();
      if (!line.isEmpty() && !stripped.isEmpty()) {
        line.append(' ');
      }
      line.append(stripped);
    }
    return line.toString();
  }
}
