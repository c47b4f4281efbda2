package tandem.agent.quorum;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import tandem.cluster.lease.HostName;

/**
 * What a voter needs to know.
 *
 * @param self this host, one of the voters
 * @param voters every voter with the address and port on which it listens, the same on every host
 * @param directory the voter's own: its log; created if missing
 * @param secret the same on every host, at least 32 bytes
 * @param lease the lease of the group, from which all time limits follow
 */
public record QuorumSettings(
    String group,
    HostName self,
    Map<HostName, InetSocketAddress> voters,
    Path directory,
    byte[] secret,
    Duration lease) {

  static final int SECRET_BYTES = 32;
  static final Duration SHORTEST_LEASE = Duration.ofMillis(50);
  static final Duration LONGEST_LEASE = Duration.ofMinutes(1);

  public QuorumSettings {
    voters = Map.copyOf(new TreeMap<>(voters));
    secret = secret.clone();
    if (group.isBlank()) {
      throw new IllegalArgumentException("group is empty: give the group a name");
    }
    if (!voters.containsKey(self)) {
      throw new IllegalArgumentException(
          "host "
              + self
              + " is not among the voters "
              + new TreeMap<>(voters).keySet()
              + ": add it to hosts or witness, or start with another --host");
    }
    if (new HashSet<>(voters.values()).size() != voters.size()) {
      throw new IllegalArgumentException(
          "two voters share one address in "
              + new TreeMap<>(voters)
              + ": give each host its own management address");
    }
    for (var voter : voters.entrySet()) {
      requireUsable(voter.getKey(), voter.getValue());
    }
    if (secret.length < SECRET_BYTES) {
      throw new IllegalArgumentException(
          "quorum.secret-file holds "
              + secret.length
              + " bytes: write at least "
              + SECRET_BYTES
              + " random bytes into it, the same on every host");
    }
    if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
      throw new IllegalArgumentException(
          "lease.duration "
              + lease.toMillis()
              + "ms must be between "
              + SHORTEST_LEASE.toMillis()
              + "ms and "
              + LONGEST_LEASE.toMillis()
              + "ms");
    }
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  /** Never the secret: settings end up in logs. */
  @Override
  public String toString() {
    return "QuorumSettings[group=" + group + ", self=" + self + ", voters=" + voters + "]";
  }

  private static void requireUsable(HostName host, InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException(
          "management address " + address + " of " + host + " is unknown: give an IP address");
    }
    if (address.getPort() <= 0) {
      throw new IllegalArgumentException("quorum.port 0 must be between 1 and 65535");
    }
  }
}
