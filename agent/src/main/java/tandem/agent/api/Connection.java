package tandem.agent.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;
import tandem.admin.wire.Wire;

/** One operator's connection: lines in and out, each under a deadline that another thread keeps. */
final class Connection implements AutoCloseable {

  private static final long NEVER = Long.MAX_VALUE;

  private final SocketChannel channel;
  private final ApiServer.Limits limits;
  private final long born = System.nanoTime();
  private volatile long due = NEVER;

  Connection(SocketChannel channel, ApiServer.Limits limits) {
    this.channel = channel;
    this.limits = limits;
  }

  /** A request line, the fault to answer, or empty if the operator hung up first. */
  Optional<Line> read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(Wire.MAX_REQUEST);
    within(limits.request());
    while (channel.read(buffer) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte b = buffer.get();
        if (b == '\n') {
          due = NEVER;
          return Optional.of(new Line.Whole(line.toString(StandardCharsets.UTF_8)));
        }
        line.write(b);
        if (line.size() > Wire.MAX_REQUEST) {
          due = NEVER;
          return Optional.of(new Line.TooLong());
        }
      }
      buffer.clear();
    }
    return Optional.empty();
  }

  /** What was read. */
  sealed interface Line {
    record Whole(String text) implements Line {}

    record TooLong() implements Line {}
  }

  void send(Answer answer) throws IOException {
    byte[] bytes = (AnswerCodec.encode(answer) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    within(limits.write());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    due = NEVER;
  }

  /** Blocks until the operator hangs up or the channel is closed; what they say is passed over. */
  void awaitHangUp() {
    ByteBuffer buffer = ByteBuffer.allocate(256);
    try {
      while (channel.read(buffer) >= 0) {
        buffer.clear();
      }
    } catch (IOException e) {
      // Closed from this side.
    }
    close();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  private void within(Duration limit) {
    due = System.nanoTime() - born + limit.toNanos();
  }

  void closeIfOverdue() {
    if (System.nanoTime() - born > due) {
      close();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is gone either way.
    }
  }
}
