package tandem.server.main;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import tandem.cluster.role.RoleCodec;
import tandem.cluster.role.RoleMessage;
import tandem.server.node.NodeInput;

/**
 * The application's end of the role protocol (docs/role-protocol.md). A thread reads; the node's
 * loop writes.
 */
final class RoleClient implements AgentLink {

  /** How long the agent may be away before the server gives up and exits. */
  private static final long RECONNECT_NANOS = 2_000_000_000L;

  private static final long RETRY_MILLIS = 50;

  private final UnixDomainSocketAddress address;
  private final Inbox inbox;
  private volatile SocketChannel link;
  private volatile boolean everConnected;

  RoleClient(Path socket, Inbox inbox) {
    this.address = UnixDomainSocketAddress.of(socket);
    this.inbox = inbox;
  }

  void start() {
    Thread.ofPlatform().daemon().name("role").start(this::run);
  }

  /** True if the agent was reached at least once. */
  boolean everConnected() {
    return everConnected;
  }

  @Override
  public void send(RoleMessage.Up message) {
    SocketChannel open = link;
    if (open == null) {
      return;
    }
    ByteBuffer line =
        ByteBuffer.wrap((RoleCodec.encode(message) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (line.hasRemaining()) {
        open.write(line);
      }
    } catch (IOException e) {
      // The reader sees the same end and reports it.
      link = null;
    }
  }

  private void run() {
    long since = System.nanoTime();
    while (true) {
      Optional<SocketChannel> connected = connect();
      if (connected.isPresent()) {
        everConnected = true;
        serve(connected.get());
        since = System.nanoTime();
      } else if (System.nanoTime() - since > RECONNECT_NANOS) {
        inbox.put(
            new NodeInput.Stop("no agent at " + address + " for 2 s; a server without one ends"));
        return;
      }
      try {
        Thread.sleep(RETRY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private Optional<SocketChannel> connect() {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(address);
        return Optional.of(channel);
      } catch (IOException e) {
        channel.close();
        return Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      link = channel;
      inbox.put(new NodeInput.AgentConnected());
      read(channel);
    } catch (IOException e) {
      // Read errors and end of stream mean the same: the agent is gone.
    }
    link = null;
    inbox.put(new NodeInput.AgentLost());
  }

  private void read(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(RoleCodec.MAX_LINE);
    StringBuilder line = new StringBuilder();
    while (channel.read(buffer) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        char c = (char) (buffer.get() & 0xff);
        if (c != '\n') {
          line.append(c);
        } else {
          RoleCodec.decode(line.toString()).ifPresent(this::received);
          line.setLength(0);
        }
        if (line.length() > RoleCodec.MAX_LINE) {
          return;
        }
      }
      buffer.clear();
    }
  }

  private void received(RoleMessage message) {
    if (message instanceof RoleMessage.Down down) {
      inbox.put(new NodeInput.FromAgent(down));
    }
  }
}
