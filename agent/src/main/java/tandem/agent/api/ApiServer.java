package tandem.agent.api;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tandem.admin.wire.Answer;

/**
 * The operators' API: a Unix socket that only the agent's own user may use. One request a
 * connection, JSON lines; see docs/api.md.
 */
public final class ApiServer implements AutoCloseable {

  /** More are told so and hung up on. */
  public static final int MAX_CONNECTIONS = 32;

  /** Times after which a connection is given up; shorter ones in tests. */
  record Limits(Duration request, Duration write, Duration outcome, Duration watch) {
    static final Limits USUAL =
        new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(120),
            Duration.ofMillis(200));
  }

  private final SocketFile file;
  private final ServerSocketChannel server;
  private final Operations operations;
  private final Limits limits;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean open = true;

  private ApiServer(
      SocketFile file, ServerSocketChannel server, Operations operations, Limits limits) {
    this.file = file;
    this.server = server;
    this.operations = operations;
    this.limits = limits;
  }

  /**
   * Listens on {@code agent.sock} in the run directory, which is made if it does not exist. A
   * socket left by a dead agent is replaced.
   *
   * @throws IOException with a message for people: another agent answers there, or the socket
   *     cannot be made
   */
  public static ApiServer start(Path runDirectory, Operations operations) throws IOException {
    return start(runDirectory, operations, Limits.USUAL);
  }

  static ApiServer start(Path runDirectory, Operations operations, Limits limits)
      throws IOException {
    SocketFile file = new SocketFile(runDirectory);
    ApiServer api = new ApiServer(file, file.listen(), operations, limits);
    Thread.ofVirtual().name("api-accept").start(api::accept);
    Thread.ofVirtual().name("api-deadlines").start(api::enforceDeadlines);
    return api;
  }

  private void accept() {
    while (open) {
      try {
        SocketChannel channel = server.accept();
        Connection connection = new Connection(channel, limits);
        if (connections.size() >= MAX_CONNECTIONS) {
          refuse(connection);
          continue;
        }
        connections.add(connection);
        Thread.ofVirtual().name("api-connection").start(() -> serve(connection));
      } catch (AsynchronousCloseException e) {
        return;
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        // Out of file descriptors, most likely: the operator tries again, the agent goes on.
        pause(Duration.ofMillis(100));
      }
    }
  }

  private static void refuse(Connection connection) {
    try (connection) {
      connection.send(
          new Answer.Fault(
              "the agent has " + MAX_CONNECTIONS + " connections already",
              "end a tandem watch or events --follow"));
    } catch (IOException e) {
      // It hung up first: there is nobody left to tell.
      return;
    }
  }

  private void serve(Connection connection) {
    try (connection) {
      new Exchange(connection, operations, limits, () -> open).run();
    } catch (IOException e) {
      // The operator hung up or the deadline closed the channel: nobody is left to tell.
      return;
    } finally {
      connections.remove(connection);
    }
  }

  private void enforceDeadlines() {
    while (open) {
      pause(Duration.ofMillis(250));
      connections.forEach(Connection::closeIfOverdue);
    }
  }

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops listening, hangs up on everybody and removes the socket. */
  @Override
  public void close() {
    open = false;
    try {
      server.close();
    } catch (IOException e) {
      // The descriptor is gone either way.
    }
    file.remove();
    connections.forEach(Connection::close);
  }
}
