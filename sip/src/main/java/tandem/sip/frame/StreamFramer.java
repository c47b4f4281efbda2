package tandem.sip.frame;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tandem.sip.message.Ascii;

/**
 * Cuts a stream (TCP, TLS) into messages by their Content-Length (RFC 3261 §18.3) and answers
 * keep-alives (RFC 5626 §3.5.1).
 *
 * <pre>
 *   state   input                              next    output
 *   Between CRLF CRLF (or more)                Between Pong
 *   Between a single CRLF                      Between PongReceived
 *   Between another octet                      Header  -
 *   Header  CRLF CRLF, Content-Length n        Body    -
 *   Body    n octets                           Between Message
 *   Header  no or a bad Content-Length,        Closed  Broken
 *           a limit is reached
 *   Closed  anything                           Closed  -
 * </pre>
 *
 * After an error nobody knows where the next message begins: the connection is to be closed. Work
 * and memory are linear in what is fed; at most one message is kept.
 */
public final class StreamFramer {

  /** Bytes of a header with its start line; beyond: {@link Output.Broken}. */
  public static final int MAX_HEADER = 65_535;

  /** Bytes of a message; beyond: {@link Output.Broken}. */
  public static final int MAX_MESSAGE = 65_535;

  private static final int FIRST = 2_048;

  /** What a chunk brought. */
  public sealed interface Output {

    /** One whole message, its own copy. */
    record Message(byte[] bytes) implements Output {}

    /** RFC 5626 §3.5.1: a ping came, a CRLF is to be sent. */
    record Ping() implements Output {}

    /** RFC 5626 §3.5.1: a CRLF that answers a ping of ours. */
    record Pong() implements Output {}

    /**
     * The stream cannot be followed any further and is to be closed.
     *
     * @param status the answer that could be given first
     * @param begun what there is of the message
     */
    record Broken(int status, String reason, byte[] begun) implements Output {}
  }

  private enum State {
    BETWEEN,
    HEADER,
    BODY,
    CLOSED
  }

  private State state = State.BETWEEN;
  private byte[] buffer = new byte[FIRST];
  private int length;

  /** Octets of a run of CRLF between messages, up to those of a ping. */
  private int breaks;

  /** Whether the lone CRLF that stands now has been told as a pong. */
  private boolean pongTold;

  /** How far the end of the header was looked for, and where the message ends once known. */
  private int scanned;

  private int messageEnd;

  /** Feeds {@code chunk[from..to)}; outputs in their order. */
  public List<Output> feed(byte[] chunk, int from, int to) {
    List<Output> outputs = new ArrayList<>(2);
    int at = from;
    while (at < to && state != State.CLOSED) {
      at =
          switch (state) {
            case BETWEEN -> between(chunk, at, to, outputs);
            case HEADER -> header(chunk, at, to, outputs);
            case BODY -> body(chunk, at, to, outputs);
            case CLOSED -> to;
          };
    }
    if (state == State.BETWEEN && breaks == 2 && !pongTold) {
      // A lone CRLF is a pong, or the first half of a ping whose other half is still to come.
      outputs.add(new Output.Pong());
      pongTold = true;
    }
    return outputs;
  }

  public List<Output> feed(byte[] chunk) {
    return feed(chunk, 0, chunk.length);
  }

  /** True if a message has begun and its end has not come: to be watched by a timer. */
  public boolean isWithinMessage() {
    return state == State.HEADER || state == State.BODY;
  }

  private int between(byte[] chunk, int from, int to, List<Output> outputs) {
    int at = from;
    while (at < to) {
      byte expected = breaks % 2 == 0 ? (byte) '\r' : (byte) '\n';
      if (chunk[at] != expected) {
        if (breaks % 2 == 1) {
          return broken(400, "CR without LF", outputs, to);
        }
        state = State.HEADER;
        breaks = 0;
        pongTold = false;
        length = 0;
        scanned = 0;
        return at;
      }
      at++;
      breaks++;
      if (breaks == 4) {
        outputs.add(new Output.Ping());
        breaks = 0;
        pongTold = false;
      }
    }
    return at;
  }

  private int header(byte[] chunk, int from, int to, List<Output> outputs) {
    int taken = Math.min(to - from, MAX_HEADER + 1 - length);
    append(chunk, from, taken);
    int end = headerEnd();
    if (end < 0) {
      return length > MAX_HEADER ? broken(513, "Message Too Large", outputs, to) : from + taken;
    }
    // What was taken beyond the header is given back and read again as the body.
    int back = length - end;
    length = end;
    long body = contentLength(end);
    if (body < 0) {
      return broken(
          400, body == MISSING ? "Missing Content-Length" : "Bad Content-Length", outputs, to);
    }
    if (end + body > MAX_MESSAGE) {
      return broken(513, "Message Too Large", outputs, to);
    }
    messageEnd = end + (int) body;
    state = State.BODY;
    if (body == 0) {
      complete(outputs);
    }
    return from + taken - back;
  }

  private int body(byte[] chunk, int from, int to, List<Output> outputs) {
    int taken = Math.min(to - from, messageEnd - length);
    append(chunk, from, taken);
    if (length == messageEnd) {
      complete(outputs);
    }
    return from + taken;
  }

  private void complete(List<Output> outputs) {
    outputs.add(new Output.Message(Arrays.copyOf(buffer, messageEnd)));
    state = State.BETWEEN;
    length = 0;
    breaks = 0;
    if (buffer.length > FIRST * 4) {
      buffer = new byte[FIRST];
    }
  }

  private int broken(int status, String reason, List<Output> outputs, int to) {
    outputs.add(new Output.Broken(status, reason, Arrays.copyOf(buffer, length)));
    state = State.CLOSED;
    buffer = new byte[0];
    length = 0;
    return to;
  }

  private void append(byte[] chunk, int from, int count) {
    if (length + count > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(length + count, buffer.length * 2));
    }
    System.arraycopy(chunk, from, buffer, length, count);
    length += count;
  }

  /** The index after the blank line, or -1; each octet is looked at once. */
  private int headerEnd() {
    int i = Math.max(3, scanned);
    while (i < length) {
      if (buffer[i] == '\n'
          && buffer[i - 1] == '\r'
          && buffer[i - 2] == '\n'
          && buffer[i - 3] == '\r') {
        return i + 1;
      }
      i++;
    }
    scanned = length;
    return -1;
  }

  private static final long MISSING = -2;

  /** The value of the first Content-Length line, {@link #MISSING}, or -1 if it is malformed. */
  private long contentLength(int end) {
    int line = 0;
    while (line < end - 2) {
      int next = line;
      while (buffer[next] != '\n') {
        next++;
      }
      // RFC 3261 §7.3.1: a line that begins with white space belongs to the one before.
      while (next + 1 < end && Ascii.isWsp(buffer[next + 1])) {
        next++;
        while (buffer[next] != '\n') {
          next++;
        }
      }
      String text =
          new String(buffer, line, Math.min(40, next - line), StandardCharsets.ISO_8859_1);
      int colon = text.indexOf(':');
      String name = colon < 0 ? "" : text.substring(0, colon).strip();
      if (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("l")) {
        String value =
            new String(
                buffer, line + colon + 1, next - line - colon - 1, StandardCharsets.ISO_8859_1);
        return Ascii.clamped(value.strip(), Integer.MAX_VALUE);
      }
      line = next + 1;
    }
    // RFC 3261 §20.14: over a stream the header is needed.
    return MISSING;
  }
}
