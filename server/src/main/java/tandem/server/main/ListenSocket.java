package tandem.server.main;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import tandem.server.node.Endpoint;
import tandem.server.node.NodeInput;

/**
 * One UDP socket: a thread that binds it, reads it into the inbox, and binds it again when it dies.
 */
final class ListenSocket {

  private static final int MAX_DATAGRAM = 65_535;
  private static final int BUFFER_BYTES = 4 * 1_024 * 1_024;
  private static final long RETRY_MILLIS = 1_000;

  private final ServerOptions.Bind bind;
  private final Inbox inbox;
  private final CountDownLatch tried = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong unsent = new AtomicLong();
  private volatile DatagramChannel channel;
  private boolean troubled;

  ListenSocket(ServerOptions.Bind bind, Inbox inbox) {
    this.bind = bind;
    this.inbox = inbox;
  }

  void start() {
    Thread.ofPlatform().daemon().name("udp-" + bind.listener().number()).start(this::run);
  }

  /** Blocks until the first attempt to bind has ended, well or not. */
  void awaitFirstTry() throws InterruptedException {
    tried.await();
  }

  /** Does not block for long. What can not be sent is lost and counted, as on the network. */
  void send(Endpoint to, byte[] bytes) {
    DatagramChannel open = channel;
    if (open == null) {
      unsent.incrementAndGet();
      return;
    }
    try {
      open.send(ByteBuffer.wrap(bytes), new InetSocketAddress(to.address(), to.port()));
    } catch (IOException | IllegalArgumentException e) {
      unsent.incrementAndGet();
    }
  }

  long unsent() {
    return unsent.get();
  }

  /** The port really bound, for a socket asked for port 0. */
  InetSocketAddress boundAddress() throws IOException {
    DatagramChannel open = channel;
    if (open == null) {
      throw new IOException(bind.listener().name() + " is not bound");
    }
    return (InetSocketAddress) open.getLocalAddress();
  }

  void close() {
    closing.countDown();
    DatagramChannel open = channel;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Closed or not, the process no longer reads it.
        unsent.incrementAndGet();
      }
    }
  }

  private void run() {
    boolean ended = false;
    while (!ended) {
      try (DatagramChannel open = open()) {
        channel = open;
        if (troubled) {
          troubled = false;
          inbox.put(new NodeInput.Mended(bind.listener().name()));
        }
        tried.countDown();
        read(open);
      } catch (IOException e) {
        channel = null;
        if (closing.getCount() > 0) {
          trouble(e);
        }
      }
      tried.countDown();
      ended = pause();
    }
  }

  private DatagramChannel open() throws IOException {
    boolean four = bind.address().getAddress() instanceof Inet4Address;
    DatagramChannel open = channel(four);
    try {
      // No SO_REUSEADDR: with it a second server could bind the same port unseen and take datagrams
      // away; a UDP port is free as soon as its process has ended.
      open.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
      open.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
      return open.bind(bind.address());
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private static DatagramChannel channel(boolean four) throws IOException {
    try {
      return DatagramChannel.open(
          four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    } catch (UnsupportedOperationException e) {
      // Java looks for IPv6 once, when it starts.
      throw new IOException(
          "no interface had an IPv6 address when this program started. Mend: enable IPv6 (at least"
              + " on lo) and restart it",
          e);
    }
  }

  private void read(DatagramChannel open) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    while (true) {
      buffer.clear();
      InetSocketAddress source = (InetSocketAddress) open.receive(buffer);
      buffer.flip();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      Endpoint from = new Endpoint(source.getAddress(), source.getPort());
      inbox.offer(new NodeInput.Datagram(bind.listener(), from, bytes));
    }
  }

  private void trouble(IOException e) {
    if (!troubled) {
      troubled = true;
      inbox.put(new NodeInput.Trouble(bind.listener().name(), explain(e)));
    }
  }

  private String explain(IOException e) {
    String name = bind.listener().name();
    String message = String.valueOf(e.getMessage());
    if (e instanceof BindException && message.contains("assign")) {
      boolean four = bind.address().getAddress() instanceof Inet4Address;
      String key = four ? "net.ipv4.ip_nonlocal_bind" : "net.ipv6.ip_nonlocal_bind";
      return name
          + " can not be bound: the address is not on this host now (a backup does not have the"
          + " VIP). Mend: sysctl -w "
          + key
          + "=1";
    }
    if (e instanceof BindException && message.contains("in use")) {
      return name + " can not be bound: another process has the port. Mend: ss -lunp names it";
    }
    return name + " failed: " + message;
  }

  /** True if it is time to end. */
  private boolean pause() {
    try {
      return closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }
}
