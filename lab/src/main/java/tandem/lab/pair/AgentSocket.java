package tandem.lab.pair;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tandem.admin.request.Outcome;
import tandem.admin.request.Request;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;
import tandem.admin.wire.RequestCodec;
import tandem.admin.wire.Wire;

/**
 * Asks an agent through its socket, as {@code tandem status} does, without starting a virtual
 * machine for each question. An agent that does not answer in time is an empty answer.
 */
final class AgentSocket {

  private static final long SECONDS = 15;
  private static final long STATUS_MILLIS = 800;

  private final Path socket;

  AgentSocket(Path runDirectory) {
    this.socket = runDirectory.resolve(Wire.SOCKET);
  }

  Optional<StatusView> status() {
    return ask(new Request.Status(), STATUS_MILLIS).stream()
        .filter(Answer.State.class::isInstance)
        .map(answer -> ((Answer.State) answer).status())
        .findFirst();
  }

  /** The journal after that position. */
  List<EventView> events(long since) {
    return ask(new Request.Events(since, false), STATUS_MILLIS).stream()
        .filter(Answer.Event.class::isInstance)
        .map(answer -> ((Answer.Event) answer).event())
        .toList();
  }

  /** Orders a switchover and waits for its end. */
  Outcome switchover() {
    List<Answer> answers =
        ask(
            new Request.Switchover(Optional.empty(), false, true),
            TimeUnit.SECONDS.toMillis(SECONDS));
    for (Answer answer : answers) {
      if (answer instanceof Answer.Ended(Outcome outcome)) {
        return outcome;
      }
      if (answer instanceof Answer.Fault(String error, String mend)) {
        return new Outcome.Refused(error, mend);
      }
    }
    return new Outcome.Indeterminate("the agent did not answer", "look at its log");
  }

  private List<Answer> ask(Request request, long millis) {
    List<Answer> answers = new ArrayList<>();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      CompletableFuture<Void> exchange = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> exchange(channel, request, answers, exchange));
      exchange.get(millis, TimeUnit.MILLISECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      // No agent, a dying agent, a frozen agent: what it has said until now is all there is.
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
    return answers;
  }

  private void exchange(
      SocketChannel channel, Request request, List<Answer> answers, CompletableFuture<Void> done) {
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String line = RequestCodec.encode(request) + "\n";
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      for (String said = in.readLine(); said != null; said = in.readLine()) {
        Optional<Answer> answer = AnswerCodec.decode(said);
        answer.ifPresent(answers::add);
        if (answer.isPresent() && !(answer.get() instanceof Answer.Event)) {
          break;
        }
      }
      done.complete(null);
    } catch (IOException e) {
      done.completeExceptionally(e);
    }
  }
}
