package tandem.agent.quorum;

import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jgroups.Address;
import org.jgroups.EmptyMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.raft.util.Utils;
import tandem.cluster.lease.HostName;

/**
 * The protocol stack of a voter, bottom to top, with time limits that follow from the lease. One
 * TCP port per host is listened on, {@code quorum.port}; nothing else is opened. A peer whose
 * process dies is suspected at once, by its closed connection; a silent one by missing heartbeats.
 *
 * <p>Names of hosts appear nowhere outside the seal: members go by identifiers derived from the
 * secret.
 */
final class QuorumStack {

  /** Bytes of commands after which the log is replaced by a snapshot. */
  static final long LOG_LIMIT = 2_000_000;

  private final QuorumSettings settings;
  private final Map<String, HostName> hostsById = new LinkedHashMap<>();
  private final String cluster;

  /**
   * The engine's failure detector, in which a tick both beats and looks: one thread woken, not
   * four.
   */
  static final class Pulse extends FD_ALL3 {
    private static final short PROTOCOL_ID = 2524;

    static {
      ClassConfigurator.addProtocol(PROTOCOL_ID, Pulse.class);
    }

    @Override
    protected void startHeartbeatSender() {
      // The checker beats.
    }

    @Override
    protected Runnable createTimeoutChecker() {
      Runnable checker = super.createTimeoutChecker();
      return () -> {
        beat();
        checker.run();
      };
    }

    /** What was sent to all since the last tick has told them as much. */
    private void beat() {
      if (!mcast_sent.compareAndSet(true, false)) {
        var heartbeat = new EmptyMessage().setFlag(Message.TransientFlag.DONT_LOOPBACK);
        down_prot.down(heartbeat.putHeader(id, new HeartbeatHeader()));
      }
    }
  }

  QuorumStack(QuorumSettings settings) {
    this.settings = settings;
    for (HostName host : new TreeMap<>(settings.voters()).keySet()) {
      hostsById.put(opaque("voter " + host), host);
    }
    cluster = opaque("cluster");
  }

  /** The name under which the group's voters find each other; says nothing to a stranger. */
  String cluster() {
    return cluster;
  }

  Optional<HostName> host(Address member) {
    return Optional.ofNullable(hostsById.get(Utils.extractRaftId(member)));
  }

  JChannel channel(StrictRaft raft, Runnable onRefused) throws Exception {
    long lease = settings.lease().toMillis();
    String id = opaque("voter " + settings.self());
    raft.raftId(id)
        .members(hostsById.keySet())
        // A member that lacks entries gets them as soon as it says so; this is for a lost message.
        .resendInterval(Math.clamp(lease / 2, 25, 500))
        .maxLogSize(LOG_LIMIT)
        .maxLogCacheSize(0);
    var election = new StrictElection();
    election.voteTimeout(Math.max(20, lease / 4));
    long heartbeat = Math.max(5, lease * 3 / 16);
    // Under TCP a message is lost with its connection only.
    long retransmit = Math.max(20, lease);
    List<InetSocketAddress> addresses = List.copyOf(settings.voters().values());
    var seal = new Seal(settings.secret(), settings.group(), onRefused);
    var channel =
        new JChannel(
            transport(lease),
            seal,
            new TCPPING().initialHosts(addresses).portRange(0),
            new MERGE3()
                .setMinInterval(lease)
                .setMaxInterval(3 * lease)
                .setCheckInterval(2 * lease),
            new Pulse().setInterval(heartbeat).setTimeout(2 * heartbeat),
            new NAKACK2().useMcastXmit(false).setXmitInterval(retransmit),
            new UNICAST3().setXmitInterval(retransmit),
            new STABLE().setDesiredAverageGossip(30_000).setMaxBytes(1_000_000),
            membership(lease),
            election,
            raft);
    return channel.name(id).setDiscardOwnMessages(true);
  }

  private TCP transport(long lease) {
    InetSocketAddress self = settings.voters().get(settings.self());
    TCP tcp = new TCP();
    tcp.setBindAddress(self.getAddress()).setBindPort(self.getPort()).setPortRange(0);
    // Never from the VIP, which may leave this host at any moment.
    tcp.setClientBindAddr(self.getAddress());
    tcp.enableSuspectEvents(true)
        .tcpNodelay(true)
        .setSockConnTimeout(Math.clamp(lease / 5, 20, 500))
        .setPeerAddrReadTimeout(1000)
        .logDetails(false);
    // Sending in the caller's thread and receiving in the connection's saves two hand-overs per
    // message.
    tcp.setBundlerType("no-bundler").setMessageProcessingPolicy("direct");
    tcp.setLogDiscardMessages(false).setLogDiscardMessagesVersion(false);
    tcp.getThreadPool().setMinThreads(1).setMaxThreads(16);
    return tcp;
  }

  private static GMS membership(long lease) {
    return new GMS()
        .setJoinTimeout(Math.max(100, lease))
        .setMaxJoinAttempts(2)
        .setLeaveTimeout(lease)
        .setMergeTimeout(Math.max(500, 2 * lease))
        .setViewAckCollectionTimeout(Math.max(100, lease / 2))
        .printLocalAddress(false)
        .printPhysicalAddress(false)
        .logViewWarnings(false)
        .logCollectMessages(false);
  }

  private String opaque(String purpose) {
    byte[] derived =
        Seal.derive(settings.secret(), "tandem quorum " + settings.group() + ' ' + purpose)
            .getEncoded();
    return HexFormat.of().formatHex(derived, 0, 8);
  }
}
