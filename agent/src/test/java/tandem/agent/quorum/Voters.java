package tandem.agent.quorum;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;

/** Three voters of one group on the loopback, in this process. */
final class Voters implements AutoCloseable {

  static final byte[] SECRET = "a secret of thirty-two bytes, no more and no less".getBytes();
  static final List<String> NAMES = List.of("host-alpha", "host-beta", "host-witness");

  /** Longer than the lab's: builds run on machines that have other things to do. */
  static final Duration LEASE = Duration.ofMillis(500);

  final Path directory;
  final Map<HostName, InetSocketAddress> addresses = new LinkedHashMap<>();
  final Map<String, JGroupsQuorum> open = new HashMap<>();
  final Map<String, Recorder> recorders = new HashMap<>();

  Voters(Path directory) throws IOException {
    this.directory = directory;
    List<ServerSocket> held = new ArrayList<>();
    for (String name : NAMES) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      addresses.put(
          new HostName(name),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()));
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
  }

  QuorumSettings settings(String name) {
    return new QuorumSettings(
        "sip", new HostName(name), addresses, directory.resolve(name), SECRET, LEASE);
  }

  JGroupsQuorum start(String name) {
    var recorder = new Recorder();
    JGroupsQuorum quorum = JGroupsQuorum.open(settings(name), recorder);
    open.put(name, quorum);
    recorders.put(name, recorder);
    return quorum;
  }

  void startAll() {
    NAMES.forEach(this::start);
    for (String name : NAMES) {
      awaitAll(name);
    }
  }

  void awaitAll(String name) {
    recorders
        .get(name)
        .await(
            "a leader and three voters at " + name,
            r ->
                !r.memberships.isEmpty()
                    && r.memberships.getLast().connected().size() == 3
                    && !r.leader().isEmpty());
  }

  void stop(String name) {
    open.remove(name).close();
  }

  static LeaseRecord held(long version, String host) {
    return new LeaseRecord.Held(version, 1, new Holder(new HostName(host), 7), false, "test");
  }

  @Override
  public void close() {
    open.values().forEach(JGroupsQuorum::close);
  }
}
