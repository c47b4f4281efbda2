package tandem.ops.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import tandem.admin.request.Outcome;
import tandem.admin.request.Request;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;
import tandem.admin.wire.RequestCodec;
import tandem.admin.wire.Wire;

/** Asks the agent behind a socket. One request a connection. */
final class AgentClient {

  private final Path socket;
  private final Duration timeout;

  AgentClient(Path socket, Duration timeout) {
    this.socket = socket;
    this.timeout = timeout;
  }

  /** The end of an exchange that did not go as asked. */
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    Unanswered(Outcome outcome) {
      super(outcome.toString());
      this.outcome = outcome;
    }

    Outcome outcome() {
      return outcome;
    }
  }

  /**
   * Sends the request and hands each answer to {@code more} until that says false.
   *
   * @throws Unanswered if the agent is not there, is silent for longer than the timeout, hangs up
   *     early, or does not understand
   */
  void ask(Request request, Predicate<Answer> more) throws Unanswered {
    try (SocketChannel channel = connect()) {
      AtomicLong due = new AtomicLong(System.nanoTime() + timeout.toNanos());
      Thread.ofPlatform().daemon().start(() -> closeWhenOverdue(channel, due));
      try {
        channel.write(
            ByteBuffer.wrap(
                (RequestCodec.encode(request) + "\n").getBytes(StandardCharsets.UTF_8)));
        exchange(channel, due, more);
      } catch (IOException e) {
        boolean late = System.nanoTime() - due.get() >= 0;
        throw unanswered(
            late
                ? "the agent did not answer within " + timeout.toSeconds() + " s"
                : "the connection to the agent broke: " + e.getMessage());
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private void exchange(SocketChannel channel, AtomicLong due, Predicate<Answer> more)
      throws IOException, Unanswered {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(16_384);
    while (channel.read(buffer) >= 0) {
      due.set(System.nanoTime() + timeout.toNanos());
      buffer.flip();
      while (buffer.hasRemaining()) {
        byte b = buffer.get();
        if (b != '\n') {
          line.write(b);
        } else if (!take(line.toString(StandardCharsets.UTF_8), more)) {
          return;
        } else {
          line.reset();
        }
      }
      if (line.size() > Wire.MAX_ANSWER) {
        throw unanswered("the agent's answer is longer than " + Wire.MAX_ANSWER + " bytes");
      }
      buffer.clear();
    }
    throw unanswered("the agent hung up before the end of its answer");
  }

  private boolean take(String line, Predicate<Answer> more) throws Unanswered {
    Optional<Answer> answer = AnswerCodec.decode(line);
    if (answer.isEmpty()) {
      throw unanswered("the agent's answer cannot be understood: is it of another release?");
    }
    if (answer.get() instanceof Answer.Fault(String error, String mend)) {
      throw new Unanswered(new Outcome.Refused(error, mend));
    }
    return more.test(answer.get());
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private Unanswered unreachable(IOException e) {
    String why;
    String advice;
    if (e instanceof AccessDeniedException || !Files.isReadable(socket) && Files.exists(socket)) {
      why = "no permission to use " + socket;
      advice = "run as root, or as the agent's user";
    } else if (!Files.exists(socket)) {
      why = "no agent runs here: there is no " + socket;
      advice = "start it (tandem agent), or name its run directory with --run-dir";
    } else {
      why = "no agent answers on " + socket + ": " + e.getMessage();
      advice = "start it (tandem agent), or look at its log";
    }
    return new Unanswered(new Outcome.Indeterminate(why, advice));
  }

  private static Unanswered unanswered(String text) {
    return new Unanswered(
        new Outcome.Indeterminate(text, "look at: tandem status, and at the agent's log"));
  }

  private static void closeWhenOverdue(SocketChannel channel, AtomicLong due) {
    try {
      while (channel.isOpen()) {
        long left = due.get() - System.nanoTime();
        if (left <= 0) {
          channel.close();
        } else {
          Thread.sleep(Duration.ofNanos(left));
        }
      }
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
