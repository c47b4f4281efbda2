package tandem.server.main;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tandem.cluster.role.RoleCodec;
import tandem.cluster.role.RoleMessage;

/** The agent's end of the role protocol, for one application. */
final class FakeAgent implements AutoCloseable {

  private final Path path;
  private final ServerSocketChannel server;
  private SocketChannel link;
  private BufferedReader reader;

  FakeAgent(Path path) throws IOException {
    this.path = path;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
  }

  void accept() throws IOException {
    link = server.accept();
    reader = new BufferedReader(Channels.newReader(link, StandardCharsets.UTF_8));
  }

  RoleMessage receive() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new AssertionError("the application has hung up");
    }
    return RoleCodec.decode(line).orElseThrow(() -> new AssertionError("not understood: " + line));
  }

  /** The next message of that type; others are skipped. */
  <M extends RoleMessage> M receive(Class<M> type) throws IOException {
    while (true) {
      RoleMessage message = receive();
      if (type.isInstance(message)) {
        return type.cast(message);
      }
    }
  }

  void send(RoleMessage.Down message) throws IOException {
    link.write(
        java.nio.ByteBuffer.wrap(
            (RoleCodec.encode(message) + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  void hangUp() throws IOException {
    link.close();
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (link != null) {
      link.close();
    }
    Files.deleteIfExists(path);
  }
}
