package tandem.sip.message;

import java.util.Arrays;
import java.util.Optional;
import tandem.sip.message.SipMessage.Envelope;

/**
 * Changes to a copy of a message, made together by {@link #build}. What is not touched is neither
 * read nor written again: its bytes are copied in whole runs into the one array that goes to the
 * wire, the places of its fields are moved, and the values of its envelope are shared.
 *
 * <p>Values come from this program: a line break in one, or a value that makes the message
 * malformed, is its bug and throws {@link IllegalArgumentException}.
 */
public final class MessageEdit<M extends SipMessage> {

  private static final byte[] NO_BODY = {};

  private final M message;
  private final MessageText text;

  /** For each field of the result: its index in the original, or -1 if it is one of ours. */
  private int[] source;

  /** For each field of ours its line without the line break, for others null. */
  private byte[][] lines;

  private int count;
  private Optional<Uri> requestUri = Optional.empty();
  private Optional<byte[]> body = Optional.empty();

  private MessageEdit(M message) {
    this.message = message;
    this.text = message.text();
    this.count = text.fieldCount();
    this.source = new int[count + 4];
    this.lines = new byte[count + 4][];
    for (int i = 0; i < count; i++) {
      source[i] = i;
    }
  }

  static <M extends SipMessage> MessageEdit<M> of(M message) {
    return new MessageEdit<>(message);
  }

  /** Of a request only. */
  public MessageEdit<M> requestUri(Uri uri) {
    if (!(message instanceof SipRequest)) {
      throw new IllegalStateException("a response has no Request-URI");
    }
    requestUri = Optional.of(uri);
    return this;
  }

  /** Puts the Via above all others (RFC 3261 §16.6 step 8). */
  public MessageEdit<M> prependVia(Via via) {
    return prepend(HeaderName.VIA, via.toString());
  }

  /** Puts another Via in the place of the first. */
  public MessageEdit<M> replaceTopVia(Via via) {
    return replaceFirst(HeaderName.VIA, via.toString());
  }

  /** Takes the first Via away (RFC 3261 §16.7 step 3); there must be another below it. */
  public MessageEdit<M> removeTopVia() {
    return removeFirst(HeaderName.VIA);
  }

  public MessageEdit<M> prependRoute(NameAddr route) {
    return prepend(HeaderName.ROUTE, route.toString());
  }

  /** Takes the first Route away (RFC 3261 §16.4); nothing happens if there is none. */
  public MessageEdit<M> popRoute() {
    return removeFirst(HeaderName.ROUTE);
  }

  public MessageEdit<M> prependRecordRoute(NameAddr route) {
    return prepend(HeaderName.RECORD_ROUTE, route.toString());
  }

  public MessageEdit<M> maxForwards(int hops) {
    return set(HeaderName.MAX_FORWARDS, Integer.toString(hops));
  }

  /** A new field above the first of that name, or above all fields if there is none. */
  public MessageEdit<M> prepend(HeaderName name, String value) {
    insert(Math.max(0, find(name, 0)), MessageWriter.line(name.text(), value));
    return this;
  }

  /** Puts a value in the place of the first of a list, or prepends it if there is none. */
  public MessageEdit<M> replaceFirst(HeaderName name, String value) {
    return removeFirst(name).prepend(name, value);
  }

  /** Takes the first value of a list away; nothing happens if there is none. */
  public MessageEdit<M> removeFirst(HeaderName name) {
    int at = find(name, 0);
    if (at < 0) {
      return this;
    }
    byte[] rest = rest(at);
    if (rest.length == 0) {
      remove(at);
    } else {
      lines[at] = MessageWriter.concat(MessageWriter.line(name.text(), ""), rest);
      source[at] = -1;
    }
    return this;
  }

  /** What follows the first comma of field {@code at}; empty if there is one value only. */
  private byte[] rest(int at) {
    byte[] value = lines[at];
    int from = 0;
    if (value == null) {
      value = text.whole(source[at], Arrays::copyOfRange);
    } else {
      from = Ascii.indexOf(value, ':', 0, value.length) + 1;
    }
    int comma = Ascii.comma(value, from, value.length);
    int rest = Ascii.skipWsp(value, Math.min(comma + 1, value.length), value.length);
    return Arrays.copyOfRange(value, rest, value.length);
  }

  /** One field in the place of the first of that name, the others gone; at the end if none was. */
  public MessageEdit<M> set(HeaderName name, String value) {
    return set(name.text(), value);
  }

  public MessageEdit<M> set(String name, String value) {
    int at = find(name, 0);
    if (at < 0) {
      return add(name, value);
    }
    lines[at] = MessageWriter.line(name, value);
    source[at] = -1;
    for (int i = find(name, at + 1); i >= 0; i = find(name, i)) {
      remove(i);
    }
    return this;
  }

  /** A new field below all others. */
  public MessageEdit<M> add(HeaderName name, String value) {
    return add(name.text(), value);
  }

  public MessageEdit<M> add(String name, String value) {
    insert(count, MessageWriter.line(name, value));
    return this;
  }

  public MessageEdit<M> remove(HeaderName name) {
    return remove(name.text());
  }

  public MessageEdit<M> remove(String name) {
    for (int i = find(name, 0); i >= 0; i = find(name, i)) {
      remove(i);
    }
    return this;
  }

  /** Another body of the same Content-Type. The array must not be changed afterwards. */
  public MessageEdit<M> body(byte[] bytes) {
    body = Optional.of(bytes);
    return set(HeaderName.CONTENT_LENGTH, Integer.toString(bytes.length));
  }

  public MessageEdit<M> body(String contentType, byte[] bytes) {
    return set(HeaderName.CONTENT_TYPE, contentType).body(bytes);
  }

  public MessageEdit<M> removeBody() {
    return remove(HeaderName.CONTENT_TYPE)
        .remove(HeaderName.CONTENT_DISPOSITION)
        .remove(HeaderName.CONTENT_ENCODING)
        .body(NO_BODY);
  }

  private int find(HeaderName name, int from) {
    for (int i = from; i < count; i++) {
      if (nameOf(i) == name) {
        return i;
      }
    }
    return -1;
  }

  private HeaderName nameOf(int i) {
    byte[] line = lines[i];
    return line == null
        ? text.index().name(source[i])
        : HeaderName.of(line, 0, Ascii.indexOf(line, ':', 0, line.length));
  }

  private int find(String name, int from) {
    Optional<HeaderName> known = HeaderName.of(name);
    if (known.isPresent()) {
      return find(known.get(), from);
    }
    for (int i = from; i < count; i++) {
      byte[] line = lines[i];
      boolean same =
          line == null
              ? text.fieldName(source[i]).equalsIgnoreCase(name)
              : Ascii.equalsIgnoreCase(line, 0, Ascii.indexOf(line, ':', 0, line.length), name);
      if (same) {
        return i;
      }
    }
    return -1;
  }

  private void insert(int at, byte[] line) {
    if (count == source.length) {
      source = Arrays.copyOf(source, count + 8);
      lines = Arrays.copyOf(lines, count + 8);
    }
    System.arraycopy(source, at, source, at + 1, count - at);
    System.arraycopy(lines, at, lines, at + 1, count - at);
    source[at] = -1;
    lines[at] = line;
    count++;
  }

  private void remove(int at) {
    count--;
    System.arraycopy(source, at + 1, source, at, count - at);
    System.arraycopy(lines, at + 1, lines, at, count - at);
    lines[count] = null;
  }

  /** The changed message. */
  public M build() {
    byte[] newBody = body.orElse(null);
    MessageWriter out = new MessageWriter(text.bytes().length + 256);
    if (requestUri.isPresent() && message instanceof SipRequest request) {
      out.startLine(request.method() + " " + requestUri.get() + " SIP/2.0");
    } else {
      int line = Ascii.lineEnd(text.bytes(), text.from(), text.bodyOffset());
      out.copy(text.bytes(), text.from(), line + 2);
    }
    for (int i = 0; i < count; ) {
      if (lines[i] != null) {
        out.line(lines[i++]);
        continue;
      }
      int last = i;
      while (last + 1 < count && lines[last + 1] == null && source[last + 1] == source[last] + 1) {
        last++;
      }
      out.copyFields(text, source[i], source[last]);
      i = last + 1;
    }
    MessageText made =
        newBody == null
            ? out.finish(text.bytes(), text.bodyOffset(), text.bodyLength())
            : out.finish(newBody, 0, newBody.length);
    checkOurs(made);
    return made(made, envelope(made));
  }

  @SuppressWarnings("unchecked") // The result is of the kind of the original.
  private M made(MessageText made, Envelope envelope) {
    return (M)
        switch ((SipMessage) message) {
          case SipRequest request ->
              new SipRequest(
                  request.method(), requestUri.orElse(request.requestUri()), made, envelope);
          case SipResponse response ->
              new SipResponse(response.status(), response.reason(), made, envelope);
        };
  }

  /** What {@link SipMessage} promises of every message holds for our own lines as well. */
  private void checkOurs(MessageText made) {
    for (int i = 0; i < count; i++) {
      HeaderName name = lines[i] == null ? null : made.index().name(i);
      boolean sound =
          switch (name) {
            case CONTACT -> made.fieldValue(i).equals("*") || made.holdsAddresses(i);
            case ROUTE, RECORD_ROUTE, PATH -> made.holdsAddresses(i);
            case MAX_FORWARDS -> made.number(i, 255) >= 0;
            case null, default -> true;
          };
      if (!sound) {
        throw malformed(made.fieldName(i) + ": " + made.fieldValue(i));
      }
    }
  }

  private Envelope envelope(MessageText made) {
    Envelope old = message.envelope();
    return new Envelope(
        untouched(HeaderName.VIA) ? old.topVia() : read(made, HeaderName.VIA, Via::read),
        untouched(HeaderName.FROM) ? old.from() : read(made, HeaderName.FROM, NameAddr::read),
        untouched(HeaderName.TO) ? old.to() : read(made, HeaderName.TO, NameAddr::read),
        untouched(HeaderName.CALL_ID)
            ? old.callId()
            : read(made, HeaderName.CALL_ID, (b, from, to) -> Ascii.text(b, from, to)),
        untouched(HeaderName.CSEQ) ? old.cseq() : read(made, HeaderName.CSEQ, CSeq::read));
  }

  private boolean untouched(HeaderName name) {
    int i = find(name, 0);
    return i >= 0 && lines[i] == null && source[i] == text.find(name, 0);
  }

  private static <T> T read(MessageText made, HeaderName name, MessageText.Reader<T> reader) {
    int i = made.find(name, 0);
    T value = i < 0 ? null : made.first(i, reader);
    if (value == null) {
      throw malformed(name.text() + ": " + (i < 0 ? "none is left" : made.fieldValue(i)));
    }
    return value;
  }

  private static IllegalArgumentException malformed(String what) {
    return new IllegalArgumentException("the edit makes the message malformed: " + what);
  }
}
