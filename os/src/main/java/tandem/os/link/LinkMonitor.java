package tandem.os.link;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.os.libc.Errno;
import tandem.os.libc.OsException;
import tandem.os.netlink.MessageReader;
import tandem.os.netlink.NetlinkSocket;

/**
 * Watches interfaces and addresses through the kernel's events, on one daemon thread.
 *
 * <p>An event about a lost carrier may be held back by the kernel up to 1 s when another link event
 * came shortly before (net/core/link_watch.c: only "carrier up" is urgent). So for a while after an
 * event the drivers are also asked every {@code poll}: some microseconds per interface that is up,
 * and a thread woken. Otherwise they are asked every fifth {@code poll}, since the event before may
 * have been one of another network namespace.
 *
 * <p>Events that were lost because the socket's buffer was full (ENOBUFS) are made up for by
 * reading everything again; an address that came and went meanwhile is then not reported.
 */
public final class LinkMonitor implements AutoCloseable {
  public static final Duration DEFAULT_POLL = Duration.ofMillis(10);
  private static final int GROUPS = 0x1 | 0x10 | 0x100;
  private static final int DELETE_ADDRESS = 21;
  private static final int ADDRESS_FIXED = 8;
  private static final int RECEIVE_BUFFER = 1 << 20;
  private static final int WATCHFUL_MILLIS = 1_500;
  private static final int CALM_FACTOR = 5;

  private final NetlinkSocket events;
  private final NetlinkSocket requests;
  private final CarrierProbe carriers;
  private final LinkListener listener;
  private final int pollMillis;
  private final Thread thread;
  private final Map<String, LinkState> known = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private int watchful; // polls to come at the faster rate

  /**
   * Starts watching the calling thread's network namespace. The listener has heard the initial
   * state of every interface when this returns.
   */
  public LinkMonitor(LinkListener listener, Duration poll) throws OsException {
    this.listener = listener;
    this.pollMillis = (int) Math.max(1, poll.toMillis());
    events = new NetlinkSocket(NetlinkSocket.ROUTE, GROUPS);
    try {
      events.receiveBuffer(RECEIVE_BUFFER);
      requests = new NetlinkSocket(NetlinkSocket.ROUTE, 0);
      carriers = new CarrierProbe();
      readAll();
    } catch (OsException refused) {
      events.close();
      throw refused;
    }
    thread = Thread.ofPlatform().name("link-monitor").daemon().start(this::watch);
  }

  public LinkMonitor(LinkListener listener) throws OsException {
    this(listener, DEFAULT_POLL);
  }

  /** Ends the thread; the listener hears nothing after this returns. */
  @Override
  public void close() {
    events.close();
    if (Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    requests.close();
    carriers.close();
  }

  private void watch() {
    try {
      while (true) {
        int millis = watchful > 0 ? pollMillis : CALM_FACTOR * pollMillis;
        switch (events.await("watch interfaces", millis)) {
          case READABLE -> readEvents();
          case TIMED_OUT -> {
            askDrivers();
            watchful = Math.max(0, watchful - 1);
          }
          case CLOSED -> {
            return;
          }
        }
      }
    } catch (OsException failed) {
      if (!events.isClosed()) {
        listener.monitorFailed(failed);
      }
    }
  }

  private void askDrivers() throws OsException {
    for (LinkState link : known.values()) {
      if (link.adminUp() && carriers.differs(link)) {
        readAll();
        return;
      }
    }
  }

  private void readEvents() throws OsException {
    try {
      events.events("watch interfaces", this::handle);
    } catch (OsException lost) {
      if (lost.errno() != Errno.ENOBUFS) {
        throw lost;
      }
      readAll();
    }
  }

  private void handle(MessageReader message) {
    if (message.type() == Links.NEW_LINK || message.type() == Links.DELETE_LINK) {
      watchful = WATCHFUL_MILLIS / pollMillis;
    }
    switch (message.type()) {
      case Links.NEW_LINK -> Links.parse(message).ifPresent(this::seen);
      case Links.DELETE_LINK -> Links.parse(message).ifPresent(link -> gone(link.name()));
      case DELETE_ADDRESS -> addressGone(message);
      default -> {
        // RTM_NEWADDR: nobody asks about addresses that come.
      }
    }
  }

  private void addressGone(MessageReader message) {
    String name = names.get(message.i32(4));
    Optional<InetAddress> address =
        message.address(ADDRESS_FIXED, 2).or(() -> message.address(ADDRESS_FIXED, 1));
    if (name != null && address.isPresent()) {
      listener.addressGone(address.get(), name);
    }
  }

  private void readAll() throws OsException {
    List<LinkState> links = Links.list(requests);
    Set<String> missing = new HashSet<>(known.keySet());
    for (LinkState link : links) {
      missing.remove(link.name());
      seen(link);
    }
    missing.forEach(this::gone);
  }

  private void seen(LinkState link) {
    LinkState before = known.put(link.name(), link);
    String oldName = names.put(link.index(), link.name());
    if (oldName != null && !oldName.equals(link.name())) {
      gone(oldName);
    }
    if (before == null
        || before.adminUp() != link.adminUp()
        || before.carrier() != link.carrier()
        || before.index() != link.index()) {
      listener.linkChanged(link.name(), true, link.adminUp(), link.carrier());
    }
  }

  private void gone(String name) {
    if (known.remove(name) != null) {
      listener.linkChanged(name, false, false, false);
    }
  }
}
