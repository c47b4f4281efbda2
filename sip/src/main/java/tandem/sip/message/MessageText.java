package tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a message and where its header fields and body lie. Nobody may change the bytes
 * afterwards. Values are decoded when asked for; unknown header fields stay as they came.
 */
public final class MessageText {

  /** Bytes of a header with its start line that an {@link Index} can point into. */
  public static final int MAX_HEADER = (1 << 17) - 1;

  /** Bytes of one field with its folds. */
  public static final int MAX_FIELD = (1 << 14) - 1;

  /** Bytes of the name of a field. */
  public static final int MAX_NAME = (1 << 8) - 1;

  /**
   * Where the header fields of a message lie, in its order. Filled by whoever reads or writes the
   * message, then handed over and left alone.
   */
  public static final class Index {

    private static final int FIRST = 12;
    private static final int UNKNOWN = 0xff;

    /**
     * A field each, from the low end: its start (17 bits), the length of its name (8), the start of
     * its value from its own (14), the length of its value (14), whether it is folded (1), the
     * header it is (8).
     */
    private long[] spans = new long[FIRST];

    private int count;

    /** One bit for each known header that is there. */
    private long seen;

    private long seenAbove;

    /** The first field that repeats one which may stand once only, or -1. */
    private int repeated = -1;

    public int count() {
      return count;
    }

    /**
     * Notes a field by its offsets, within the limits of {@link MessageText}. False, and nothing is
     * noted, if its name is no token.
     */
    public boolean add(byte[] bytes, Field field) {
      HeaderName name = HeaderName.of(bytes, field.from, field.nameTo);
      if (name == null && !Ascii.allOf(bytes, field.from, field.nameTo, Ascii.TOKEN)) {
        return false;
      }
      long ordinal = name == null ? UNKNOWN : name.ordinal();
      add(
          field.from
              | (long) (field.nameTo - field.from) << 17
              | (long) (field.valueFrom - field.from) << 25
              | (long) (field.valueTo - field.valueFrom) << 39
              | (field.folded ? 1L << 53 : 0)
              | ordinal << 54);
      return true;
    }

    private void add(long span) {
      if (count == spans.length) {
        spans = Arrays.copyOf(spans, count * 2);
      }
      int ordinal = ordinal(span);
      if (ordinal != UNKNOWN) {
        if (repeated < 0 && sees(ordinal) && HeaderName.at(ordinal).isVital()) {
          repeated = count;
        }
        seen |= ordinal < 64 ? 1L << ordinal : 0;
        seenAbove |= ordinal < 64 ? 0 : 1L << ordinal;
      }
      spans[count++] = span;
    }

    /**
     * Notes field {@code i} of another message whose bytes were copied {@code shift} further on.
     */
    void addMoved(Index other, int i, int shift) {
      add(other.spans[i] + shift);
    }

    private boolean sees(int ordinal) {
      return ((ordinal < 64 ? seen : seenAbove) & 1L << ordinal) != 0;
    }

    private static int ordinal(long span) {
      return (int) (span >>> 54);
    }

    /** The index of the first field of that name at or after {@code from}, or -1. */
    public int find(HeaderName name, int from) {
      int wanted = name.ordinal();
      if (sees(wanted)) {
        for (int i = from; i < count; i++) {
          if (ordinal(spans[i]) == wanted) {
            return i;
          }
        }
      }
      return -1;
    }

    /** The number that field {@code i} holds, or -1 if it is none or exceeds {@code max}. */
    public long number(byte[] bytes, int i, long max) {
      int at = valueFrom(i);
      int to = valueTo(i);
      while (to - at > 1 && bytes[at] == '0') {
        at++;
      }
      return Ascii.number(bytes, at, to, max);
    }

    /** The header that field {@code i} is, or null. */
    HeaderName name(int i) {
      int ordinal = ordinal(spans[i]);
      return ordinal == UNKNOWN ? null : HeaderName.at(ordinal);
    }

    public int nameFrom(int i) {
      return (int) spans[i] & 0x1_ffff;
    }

    private int nameTo(int i) {
      return nameFrom(i) + ((int) (spans[i] >>> 17) & 0xff);
    }

    private int valueFrom(int i) {
      return nameFrom(i) + ((int) (spans[i] >>> 25) & 0x3fff);
    }

    private int valueTo(int i) {
      return valueFrom(i) + ((int) (spans[i] >>> 39) & 0x3fff);
    }

    private boolean folded(int i) {
      return (spans[i] & 1L << 53) != 0;
    }
  }

  /** The offsets of one field: its name, and its value without the white space around it. */
  public record Field(int from, int nameTo, int valueFrom, int valueTo, boolean folded) {}

  /** Reads one value that lies in {@code b[from..to)}; null if it is malformed. */
  interface Reader<T> {
    T read(byte[] b, int from, int to);
  }

  private final byte[] bytes;
  private final int from;
  private final Index index;
  private final int bodyFrom;
  private final int bodyTo;

  /**
   * @param from where the start line begins
   */
  public MessageText(byte[] bytes, int from, Index index, int bodyFrom, int bodyTo) {
    this.bytes = bytes;
    this.from = from;
    this.index = index;
    this.bodyFrom = bodyFrom;
    this.bodyTo = bodyTo;
  }

  public int fieldCount() {
    return index.count;
  }

  /** The name of field {@code i} as it came. */
  public String fieldName(int i) {
    return Ascii.text(bytes, index.nameFrom(i), index.nameTo(i));
  }

  /** The header that field {@code i} is; empty if this stack does not name it. */
  public Optional<HeaderName> header(int i) {
    return Optional.ofNullable(index.name(i));
  }

  /** The value of field {@code i}, unfolded. */
  public String fieldValue(int i) {
    return index.folded(i)
        ? new String(unfolded(i), StandardCharsets.UTF_8)
        : Ascii.text(bytes, index.valueFrom(i), index.valueTo(i));
  }

  /** The offset of field {@code i} in the message. */
  public int fieldOffset(int i) {
    return index.nameFrom(i);
  }

  /** The offset of the value of field {@code i} in the message. */
  public int valueOffset(int i) {
    return index.valueFrom(i);
  }

  int valueEnd(int i) {
    return index.valueTo(i);
  }

  /** How many fields of that name there are. */
  public int count(HeaderName name) {
    int count = 0;
    for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
      count++;
    }
    return count;
  }

  public boolean has(HeaderName name) {
    return find(name, 0) >= 0;
  }

  /** The index of the first field of that name at or after {@code from}, or -1. */
  public int find(HeaderName name, int from) {
    return index.find(name, from);
  }

  /** The first field that repeats one which may stand once only, or -1. */
  public int repeatedField() {
    return index.repeated;
  }

  /** The index of the first field of that name, long or compact, in any case; or -1. */
  public int find(String name, int from) {
    Optional<HeaderName> known = HeaderName.of(name);
    if (known.isPresent()) {
      return find(known.get(), from);
    }
    for (int i = from; i < index.count; i++) {
      if (Ascii.equalsIgnoreCase(bytes, index.nameFrom(i), index.nameTo(i), name)) {
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
    int i = find(name, 0);
    return i < 0 ? Optional.empty() : Optional.of(fieldValue(i));
  }

  /** All values of a header field that is a comma-separated list, over all its occurrences. */
  public List<String> values(HeaderName name) {
    int i = find(name, 0);
    if (i < 0) {
      return List.of();
    }
    List<String> values = new ArrayList<>(2);
    for (; i >= 0; i = find(name, i + 1)) {
      split(i, values);
    }
    return values;
  }

  /** The comma-separated values of field {@code i}; none if the field is empty. */
  public List<String> fieldValues(int i) {
    List<String> values = new ArrayList<>(2);
    split(i, values);
    return values;
  }

  private void split(int i, List<String> into) {
    whole(
        i,
        (b, from, to) -> {
          for (int at = from; at < to || at == to && at > from; ) {
            int comma = Ascii.comma(b, at, to);
            into.add(Ascii.text(b, at, comma).strip());
            at = comma + 1;
          }
          return into;
        });
  }

  /** The first of the comma-separated Via values of field {@code i}; empty if it is malformed. */
  public Optional<Via> via(int i) {
    return Optional.ofNullable(first(i, Via::read));
  }

  /** The only value of field {@code i}; empty if it is malformed. */
  public Optional<NameAddr> nameAddr(int i) {
    return Optional.ofNullable(whole(i, NameAddr::read));
  }

  /** The only value of field {@code i}; empty if it is malformed. */
  public Optional<CSeq> cseq(int i) {
    return Optional.ofNullable(whole(i, CSeq::read));
  }

  /** Whether field {@code i} is a Call-ID. */
  public boolean holdsCallId(int i) {
    return whole(i, Ascii::isCallId);
  }

  /** Whether field {@code i} is a comma-separated list of addresses. */
  public boolean holdsAddresses(int i) {
    return whole(i, NameAddr::areSound);
  }

  /** All values of all fields of that name; malformed ones are left out. */
  List<NameAddr> nameAddrs(HeaderName name) {
    int i = find(name, 0);
    if (i < 0) {
      return List.of();
    }
    List<NameAddr> list = new ArrayList<>(2);
    for (; i >= 0; i = find(name, i + 1)) {
      whole(i, (b, from, to) -> NameAddr.readAll(b, from, to, list));
    }
    return list;
  }

  /** The first of the comma-separated values of field {@code i}; null if it is malformed. */
  <T> T first(int i, Reader<T> reader) {
    byte[] b = index.folded(i) ? unfolded(i) : bytes;
    int at = b == bytes ? index.valueFrom(i) : 0;
    return reader.read(b, at, Ascii.comma(b, at, b == bytes ? index.valueTo(i) : b.length));
  }

  /** The value of field {@code i}; null if it is malformed. */
  <T> T whole(int i, Reader<T> reader) {
    if (index.folded(i)) {
      byte[] b = unfolded(i);
      return reader.read(b, 0, b.length);
    }
    return reader.read(bytes, index.valueFrom(i), index.valueTo(i));
  }

  /** The number that field {@code i} holds, or -1 if it is none or exceeds {@code max}. */
  public long number(int i, long max) {
    return index.number(bytes, i, max);
  }

  public byte[] body() {
    return Arrays.copyOfRange(bytes, bodyFrom, bodyTo);
  }

  public int bodyLength() {
    return bodyTo - bodyFrom;
  }

  public int bodyOffset() {
    return bodyFrom;
  }

  /**
   * The message as received, without line breaks before its start line and without what followed
   * its body. The array may be the message's own: it must not be changed.
   */
  public byte[] toBytes() {
    return from == 0 && bodyTo == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, bodyTo);
  }

  /** The start line as it came. */
  public String startLine() {
    return Ascii.text(bytes, from, Ascii.lineEnd(bytes, from, bodyFrom));
  }

  byte[] bytes() {
    return bytes;
  }

  Index index() {
    return index;
  }

  int from() {
    return from;
  }

  /** Where field {@code i} with its line break ends. */
  int fieldEnd(int i) {
    return i + 1 < index.count ? index.nameFrom(i + 1) : bodyFrom - 2;
  }

  private byte[] unfolded(int i) {
    return Ascii.unfolded(bytes, index.valueFrom(i), index.valueTo(i));
  }
}
