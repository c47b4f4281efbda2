package tandem.agent.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tandem.admin.request.Request;
import tandem.admin.view.StatusView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;
import tandem.admin.wire.RequestCodec;
import tandem.admin.wire.Wire;

/** Asks the agent of this host for its status, if there is one. */
public final class LocalAgent {

  private static final Duration LIMIT = Duration.ofSeconds(2);

  private LocalAgent() {}

  /** Empty if no agent answers in time; blocks no longer than that. */
  public static Optional<StatusView> status(Path runDirectory) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(runDirectory.resolve(Wire.SOCKET)));
      Thread.ofVirtual().start(() -> closeAfterLimit(channel));
      String line = RequestCodec.encode(new Request.Status()) + "\n";
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      BufferedReader reader =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      return Optional.ofNullable(reader.readLine())
          .flatMap(AnswerCodec::decode)
          .flatMap(a -> a instanceof Answer.State s ? Optional.of(s.status()) : Optional.empty());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void closeAfterLimit(SocketChannel channel) {
    try {
      Thread.sleep(LIMIT);
      channel.close();
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
