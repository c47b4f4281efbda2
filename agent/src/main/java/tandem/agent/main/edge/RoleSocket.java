package tandem.agent.main.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import tandem.agent.health.Input;
import tandem.cluster.role.RoleCodec;
import tandem.cluster.role.RoleMessage;

/**
 * The agent's end of the role protocol: a Unix socket that the application connects to. Only the
 * process that the agent started, or a child of it, is listened to.
 */
final class RoleSocket implements AutoCloseable {

  /** More lines than this unread and the application is as good as hung. */
  private static final int MAX_UNSENT = 256;

  private final Path path;
  private final ServerSocketChannel server;
  private final Consumer<Input> supervisor;
  private final Log log;
  private volatile long expected = -1;
  private volatile Connection current;

  private record Connection(SocketChannel channel, BlockingQueue<String> unsent) {}

  RoleSocket(Path path, String user, Consumer<Input> supervisor, Log log) throws IOException {
    this.path = path;
    this.supervisor = supervisor;
    this.log = log;
    Files.deleteIfExists(path);
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    if (!user.equals(System.getProperty("user.name"))) {
      Files.setOwner(
          path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
    }
    Thread.ofPlatform().daemon().name("role-accept").start(this::accept);
  }

  Path path() {
    return path;
  }

  /** From now on only {@code pid} and its children may speak. */
  void expect(long pid) {
    expected = pid;
  }

  /** Queues a line; never blocks. A full queue closes the connection, which the supervisor sees. */
  void tell(RoleMessage.Down message) {
    Connection connection = current;
    if (connection != null && !connection.unsent().offer(RoleCodec.encode(message))) {
      log.warn("role.unread", "the application reads nothing");
      close(connection);
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        Connection connection = new Connection(channel, new ArrayBlockingQueue<>(MAX_UNSENT));
        Thread.ofPlatform().daemon().name("role-read").start(() -> read(connection));
        Thread.ofPlatform().daemon().name("role-write").start(() -> write(connection));
      } catch (IOException e) {
        if (server.isOpen()) {
          log.warn("role.accept-failed", e.toString());
        }
      }
    }
  }

  private void read(Connection connection) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Channels.newInputStream(connection.channel()), StandardCharsets.UTF_8),
            RoleCodec.MAX_LINE)) {
      for (String line = read(reader); line != null; line = read(reader)) {
        Optional<RoleMessage> message = RoleCodec.decode(line);
        if (message.isPresent() && message.get() instanceof RoleMessage.Up up) {
          heard(connection, up);
        }
      }
    } catch (IOException e) {
      // The end of the stream and a broken stream mean the same: the application is gone.
    }
    if (current == connection) {
      current = null;
      supervisor.accept(new Input.Disconnected());
    }
    close(connection);
  }

  /** The next line; null at the end of the stream. A line that is too long ends the connection. */
  private static String read(BufferedReader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = reader.read(); next != '\n'; next = reader.read()) {
      if (next < 0) {
        return null;
      }
      if (line.length() == RoleCodec.MAX_LINE) {
        throw new IOException("a line of more than " + RoleCodec.MAX_LINE + " characters");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private void heard(Connection connection, RoleMessage.Up up) throws IOException {
    if (up instanceof RoleMessage.Hello hello) {
      if (!ours(hello.pid())) {
        log.warn("role.stranger", "process " + hello.pid() + " is not the application");
        throw new IOException("stranger");
      }
      current = connection;
    }
    if (current == connection) {
      supervisor.accept(new Input.Said(up));
    }
  }

  private boolean ours(long pid) {
    Optional<ProcessHandle> each = ProcessHandle.of(pid);
    for (int depth = 0; each.isPresent() && depth < 16; depth++) {
      if (each.get().pid() == expected) {
        return true;
      }
      each = each.get().parent();
    }
    return false;
  }

  private void write(Connection connection) {
    try {
      while (connection.channel().isOpen()) {
        String line = connection.unsent().take();
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          connection.channel().write(bytes);
        }
      }
    } catch (IOException e) {
      close(connection);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void close(Connection connection) {
    try {
      connection.channel().close();
    } catch (IOException e) {
      log.warn("role.close-failed", e.toString());
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      if (current != null) {
        close(current);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.warn("role.close-failed", e.toString());
    }
  }
}
