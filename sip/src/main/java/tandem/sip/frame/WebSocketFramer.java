package tandem.sip.frame;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts what follows a WebSocket handshake into SIP messages (RFC 6455 §5, RFC 7118 §5): one SIP
 * message is one WebSocket message, text or binary, in one or more frames.
 *
 * <pre>
 *   frame                        next    output
 *   data, FIN                    Open    Message
 *   data, no FIN                 Open    - (fragments are put together)
 *   continuation, FIN            Open    Message
 *   ping                         Open    Send pong with its payload
 *   pong                         Open    -
 *   close                        Closed  Send close with its status, Closed
 *   against a rule or a limit    Closed  Send close with 1002 or 1009, Closed
 * </pre>
 *
 * Work and memory are linear in what is fed; at most one message and one frame are kept.
 */
public final class WebSocketFramer {

  /** Bytes of a message; beyond: closed with 1009. */
  public static final int MAX_MESSAGE = 65_535;

  /** Frames of one message; beyond: closed with 1009. */
  public static final int MAX_FRAGMENTS = 256;

  /** RFC 6455 §5.5. */
  private static final int MAX_CONTROL = 125;

  private static final int NORMAL = 1000;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int TOO_BIG = 1009;
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** What a chunk brought. */
  public sealed interface Output {

    /** One whole SIP message, its own copy. */
    record Message(byte[] bytes) implements Output {}

    /** A frame to be sent as it is. */
    record Send(byte[] frame) implements Output {}

    /** The connection is to be closed after what was sent. */
    record Closed(int status, String reason) implements Output {}
  }

  /** Which end of the connection this is: RFC 6455 §5.1, only the client masks. */
  public enum Side {
    SERVER,
    CLIENT
  }

  private final Side side;
  private byte[] frame = new byte[1_024];
  private int length;
  private byte[] message = new byte[0];
  private int fragments;
  private boolean closed;

  public WebSocketFramer(Side side) {
    this.side = side;
  }

  /** Feeds {@code chunk[from..to)}; outputs in their order. */
  public List<Output> feed(byte[] chunk, int from, int to) {
    List<Output> outputs = new ArrayList<>(2);
    int at = from;
    while (at < to && !closed) {
      int wanted = wanted(outputs);
      if (closed) {
        break;
      }
      int taken = Math.min(to - at, wanted - length);
      append(chunk, at, taken);
      at += taken;
      if (length == wanted(outputs) && !closed && length >= headerBytes()) {
        frame(outputs);
        length = 0;
      }
    }
    return outputs;
  }

  public List<Output> feed(byte[] chunk) {
    return feed(chunk, 0, chunk.length);
  }

  /** How many octets the frame needs, as far as its header tells yet. */
  private int wanted(List<Output> outputs) {
    int header = headerBytes();
    if (length < header) {
      return header;
    }
    long payload = payloadBytes();
    boolean control = (frame[0] & 0x08) != 0;
    if (payload < 0 || payload > MAX_MESSAGE) {
      close(outputs, TOO_BIG, "the message is too large");
      return length;
    }
    if (control && payload > MAX_CONTROL) {
      close(outputs, PROTOCOL_ERROR, "a control frame of more than 125 octets");
      return length;
    }
    return header + (int) payload;
  }

  /** RFC 6455 §5.2: 2 octets, the extended length, the mask. */
  private int headerBytes() {
    if (length < 2) {
      return 2;
    }
    int size = frame[1] & 0x7f;
    int extended = size == 126 ? 2 : size == 127 ? 8 : 0;
    return 2 + extended + ((frame[1] & MASKED) != 0 ? 4 : 0);
  }

  private long payloadBytes() {
    int size = frame[1] & 0x7f;
    if (size < 126) {
      return size;
    }
    long payload = 0;
    for (int i = 2; i < (size == 126 ? 4 : 10); i++) {
      payload = payload << 8 | frame[i] & 0xff;
    }
    return payload;
  }

  private void append(byte[] chunk, int from, int count) {
    if (length + count > frame.length) {
      frame = Arrays.copyOf(frame, Math.max(length + count, frame.length * 2));
    }
    System.arraycopy(chunk, from, frame, length, count);
    length += count;
  }

  /** A whole frame lies in {@code frame[0..length)}. */
  private void frame(List<Output> outputs) {
    int opcode = frame[0] & 0x0f;
    boolean fin = (frame[0] & FIN) != 0;
    boolean masked = (frame[1] & MASKED) != 0;
    if ((frame[0] & 0x70) != 0) {
      close(outputs, PROTOCOL_ERROR, "a reserved bit is set");
    } else if (masked != (side == Side.SERVER)) {
      close(
          outputs,
          PROTOCOL_ERROR,
          masked ? "a server's frame is masked" : "a client's frame is not masked");
    } else if (opcode >= CLOSE && !fin) {
      close(outputs, PROTOCOL_ERROR, "a control frame in fragments");
    } else {
      byte[] payload = payload(masked);
      switch (opcode) {
        case CONTINUATION, TEXT, BINARY -> data(outputs, opcode, fin, payload);
        case CLOSE -> closeAsked(outputs, payload);
        case PING -> outputs.add(new Output.Send(encode(PONG, payload)));
        case PONG -> {}
        default -> close(outputs, PROTOCOL_ERROR, "an unknown opcode");
      }
    }
  }

  private byte[] payload(boolean masked) {
    int from = headerBytes();
    byte[] payload = Arrays.copyOfRange(frame, from, length);
    for (int i = 0; masked && i < payload.length; i++) {
      payload[i] ^= frame[from - 4 + (i & 3)];
    }
    return payload;
  }

  private void data(List<Output> outputs, int opcode, boolean fin, byte[] payload) {
    if ((opcode == CONTINUATION) != (fragments > 0)) {
      close(
          outputs,
          PROTOCOL_ERROR,
          fragments > 0 ? "a new message within another" : "a continuation of nothing");
      return;
    }
    if (message.length + payload.length > MAX_MESSAGE || fragments >= MAX_FRAGMENTS) {
      close(outputs, TOO_BIG, "the message is too large");
      return;
    }
    byte[] whole = Arrays.copyOf(message, message.length + payload.length);
    System.arraycopy(payload, 0, whole, message.length, payload.length);
    if (fin) {
      outputs.add(new Output.Message(whole));
      message = new byte[0];
      fragments = 0;
    } else {
      message = whole;
      fragments++;
    }
  }

  /** RFC 6455 §5.5.1: a close is answered with its own status. */
  private void closeAsked(List<Output> outputs, byte[] payload) {
    int status = payload.length >= 2 ? (payload[0] & 0xff) << 8 | payload[1] & 0xff : NORMAL;
    close(outputs, payload.length == 1 ? PROTOCOL_ERROR : status, "closed by the peer");
  }

  private void close(List<Output> outputs, int status, String reason) {
    outputs.add(new Output.Send(encode(CLOSE, new byte[] {(byte) (status >> 8), (byte) status})));
    outputs.add(new Output.Closed(status, reason));
    closed = true;
    frame = new byte[0];
    message = frame;
    length = 0;
  }

  /**
   * The frame that carries a SIP message from a server: text if it is UTF-8 (RFC 7118 §5.2), which
   * every SIP message without a binary body is, else binary.
   */
  public static byte[] encode(byte[] sipMessage) {
    String text = new String(sipMessage, StandardCharsets.UTF_8);
    boolean utf8 = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), sipMessage);
    return encode(utf8 ? TEXT : BINARY, sipMessage);
  }

  private static byte[] encode(int opcode, byte[] payload) {
    int size = payload.length;
    int header = size < 126 ? 2 : size <= 0xffff ? 4 : 10;
    byte[] out = new byte[header + size];
    out[0] = (byte) (FIN | opcode);
    out[1] = (byte) (size < 126 ? size : size <= 0xffff ? 126 : 127);
    for (int i = 2; i < header; i++) {
      out[i] = (byte) (size >>> 8 * (header - 1 - i));
    }
    System.arraycopy(payload, 0, out, header, size);
    return out;
  }
}
