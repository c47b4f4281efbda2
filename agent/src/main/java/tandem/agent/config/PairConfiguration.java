package tandem.agent.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.cluster.lease.HostName;

/**
 * What the one YAML file of a pair says, checked: whoever holds one of these need not check again.
 *
 * @param hosts exactly two; the order is the preference at start
 * @param vips 1 to 8, each once
 */
public record PairConfiguration(
    String group,
    List<Host> hosts,
    Witness witness,
    List<Vip> vips,
    Lease lease,
    Quorum quorum,
    Application application,
    Takeover takeover,
    Announce announce) {

  public static final int MAX_VIPS = 8;

  public PairConfiguration {
    hosts = List.copyOf(hosts);
    vips = List.copyOf(vips);
  }

  /**
   * Reads and checks the file, and the secret file it names; blocks on both. What only one host can
   * know (its user, its interface) is not looked at: see {@link #load(Path, String)}.
   */
  public static LoadResult load(Path file) {
    return ConfigurationFile.load(file, Optional.empty());
  }

  /**
   * As {@link #load(Path)}, and checks that {@code host} is in the file and that this machine has
   * what the file says of it: interface, user and command of the application.
   */
  public static LoadResult load(Path file, String host) {
    return ConfigurationFile.load(file, Optional.of(host));
  }

  public sealed interface LoadResult {}

  public record Loaded(PairConfiguration configuration) implements LoadResult {}

  /** Every problem of the file, in the order of its lines; at least one. */
  public record Invalid(List<Problem> problems) implements LoadResult {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /**
   * @param management the host's own address; quorum traffic uses it
   * @param interfaceName the one that carries the VIPs
   */
  public record Host(HostName name, InetAddress management, String interfaceName) {}

  public record Witness(HostName name, InetAddress management) {}

  public record Vip(InetAddress address, int prefixLength) {
    @Override
    public String toString() {
      return address.getHostAddress() + "/" + prefixLength;
    }
  }

  public enum Profile {
    FIELD(500),
    LAB(250),
    FAST(100);

    private final int millis;

    Profile(int millis) {
      this.millis = millis;
    }

    public Duration duration() {
      return Duration.ofMillis(millis);
    }
  }

  /**
   * @param duration at least 3 x renew
   * @param renew whole milliseconds; duration/6 unless the file says otherwise
   */
  public record Lease(Profile profile, Duration duration, Duration renew) {}

  /**
   * @param port TCP, on every management address
   * @param secretFile absolute
   */
  public record Quorum(int port, Path secretFile, Secret secret) {}

  /**
   * @param command at least one word; the word {@code tandem} first means this launcher
   * @param user whom the command runs as
   * @param roleCommand empty list if there is none
   */
  public record Application(
      List<String> command,
      String user,
      Supervision supervision,
      List<String> roleCommand,
      Timing timing) {
    public Application {
      command = List.copyOf(command);
      roleCommand = List.copyOf(roleCommand);
    }
  }

  /** How the agent sees that the application is well. */
  public sealed interface Supervision {}

  /** The application speaks the role protocol. */
  public record RoleProtocol(Duration heartbeatInterval, Duration heartbeatTimeout)
      implements Supervision {}

  /** The application is asked by SIP OPTIONS over UDP. */
  public record Probe(InetSocketAddress target, Duration interval, Duration deadline, int failures)
      implements Supervision {}

  /** Only the end of its process is seen. */
  public record ProcessOnly() implements Supervision {}

  public record Timing(
      Duration startTimeout, Duration stopTimeout, Duration restartInitial, Duration restartMax) {}

  /**
   * @param automaticFailback true if the preferred host takes the role back when it is well
   * @param flapLimit unplanned takeovers in 60 s before back-off
   */
  public record Takeover(boolean automaticFailback, int flapLimit) {}

  /**
   * @param refresh between two announcements by a primary that serves
   */
  public record Announce(Duration refresh) {}

  /** The voters' names: the two hosts, then the witness. */
  public List<HostName> voters() {
    return List.of(hosts.get(0).name(), hosts.get(1).name(), witness.name());
  }

  /** The host's section; empty for the witness and for names not in the file. */
  public Optional<Host> host(HostName name) {
    return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
  }

  /** The management address of a host or of the witness; empty for a name not in the file. */
  public Optional<InetAddress> management(HostName name) {
    return witness.name().equals(name)
        ? Optional.of(witness.management())
        : host(name).map(Host::management);
  }
}
