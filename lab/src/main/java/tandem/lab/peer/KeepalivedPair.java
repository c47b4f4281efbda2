package tandem.lab.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.lab.network.Commands;
import tandem.lab.network.HostProcess;
import tandem.lab.network.LabException;
import tandem.lab.network.Network;
import tandem.lab.network.Node;
import tandem.lab.product.Product;
import tandem.lab.wire.Signal;

/**
 * keepalived on both hosts with the {@link Responder} under it. The end of the service is told to
 * keepalived through a tracked file by the shell that started it: process tracking needs a kernel
 * interface that exists in the first network namespace only, and this is just as quick.
 */
public final class KeepalivedPair implements Product {

  /** Lower than the backup's: 250 − 20 < 240. */
  private static final String LOWER = "-20";

  private final Network network;
  private final KeepalivedVariant variant;
  private final Map<Node, HostProcess> services = new EnumMap<>(Node.class);
  private final Map<Node, HostProcess> daemons = new EnumMap<>(Node.class);

  /**
   * Prepares it; nothing runs yet.
   *
   * @param heartbeat the interface of the adverts: {@code eth1}, or {@code eth0} for a pair that
   *     keeps its heartbeat off the SIP network
   */
  public KeepalivedPair(Network network, KeepalivedVariant variant, String heartbeat) {
    this.network = network;
    this.variant = variant;
    for (Node host : Node.PAIR) {
      Commands.inside(
          network.namespace(host),
          "sysctl",
          "-q",
          "-w",
          "net.ipv4.ip_nonlocal_bind=1",
          "net.ipv6.ip_nonlocal_bind=1",
          "net.ipv4.conf.all.arp_announce=" + (variant.virtualMac() ? 2 : 0));
      Path folder = folder(host);
      try {
        Files.createDirectories(folder);
        Files.writeString(
            folder.resolve("keepalived.conf"), variant.configuration(host, heartbeat, folder));
        Files.writeString(folder.resolve("options.sh"), KeepalivedVariant.optionsScript());
        Files.writeString(folder.resolve("options.sip"), KeepalivedVariant.optionsRequest());
        Files.setPosixFilePermissions(
            folder.resolve("options.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("down"), "1\n");
        Files.writeString(folder.resolve("preference"), "0\n");
      } catch (IOException e) {
        throw new LabException("keepalived's files: " + e.getMessage(), e);
      }
    }
  }

  private Path folder(Node host) {
    return network.directory().resolve("keepalived").resolve(host.host());
  }

  @Override
  public String name() {
    return "keepalived " + variant.label();
  }

  @Override
  public void start(Node node) {
    if (!node.sip()) {
      return;
    }
    if (!running(services, node)) {
      services.put(node, startService(node));
    }
    if (!running(daemons, node)) {
      daemons.put(node, startDaemon(node));
    }
  }

  private static boolean running(Map<Node, HostProcess> processes, Node node) {
    return processes.containsKey(node) && processes.get(node).alive();
  }

  private HostProcess startService(Node node) {
    // The shell answers for the service: "down" is 0 from its start and 1 from its end.
    String script = "down=$1; shift; echo 0 >\"$down\"; \"$@\"; echo 1 >\"$down\"";
    return HostProcess.start(
        network.namespace(node),
        List.of(
            "sh",
            "-c",
            script,
            "service",
            folder(node).resolve("down").toString(),
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Responder.class.getName(),
            Network.VIP,
            Network.VIP6,
            "127.0.0.1"),
        Map.of(),
        folder(node).resolve("service.log"));
  }

  private HostProcess startDaemon(Node node) {
    Path folder = folder(node);
    return HostProcess.start(
        network.namespace(node),
        List.of(
            "keepalived",
            "--dont-fork",
            "--vrrp",
            "--log-console",
            "--use-file=" + folder.resolve("keepalived.conf"),
            "--pid=" + folder.resolve("keepalived.pid"),
            "--vrrp_pid=" + folder.resolve("vrrp.pid")),
        Map.of(),
        folder.resolve("keepalived.log"));
  }

  // A host without power has no addresses, and none when it comes back.
  private void removeLeftovers(Node node) {
    Commands.run("ip", "-n", network.namespace(node), "addr", "flush", "to", Network.VIP);
    Commands.run("ip", "-n", network.namespace(node), "-6", "addr", "flush", "to", Network.VIP6);
  }

  @Override
  public void stop(Node node) {
    signalAll(node, Signal.STOP);
  }

  @Override
  public void kill(Node node) {
    if (!node.sip()) {
      return;
    }
    stop(node);
    signalAll(node, Signal.KILL);
    removeLeftovers(node);
  }

  private void signalAll(Node node, Signal signal) {
    for (Map<Node, HostProcess> processes : List.of(daemons, services)) {
      if (processes.containsKey(node)) {
        processes.get(node).signalAll(signal);
      }
    }
  }

  @Override
  public void switchover(Node primary) {
    prefer(primary, LOWER);
  }

  @Override
  public void forgetSwitchover(Node primary) {
    prefer(primary, "0");
  }

  private void prefer(Node host, String value) {
    try {
      Files.writeString(folder(host).resolve("preference"), value + "\n");
    } catch (IOException e) {
      throw new LabException("keepalived's preference: " + e.getMessage(), e);
    }
  }

  @Override
  public List<Long> service(Node node) {
    return services.get(node).children();
  }

  @Override
  public List<Long> daemon(Node node) {
    return daemons.get(node).all();
  }

  @Override
  public void refuse(Node node, boolean refusing) {
    services.get(node).tell(refusing ? "refuse" : "serve");
  }

  @Override
  public String unsettled() {
    // It has no way to be asked; what is seen on the wire has to do.
    for (Node host : Node.PAIR) {
      if (!running(services, host) || !running(daemons, host)) {
        return host.host() + " does not run";
      }
    }
    return "";
  }

  @Override
  public Optional<Node> preferred() {
    return Optional.of(Node.SIP_1);
  }

  @Override
  public boolean hasWitness() {
    return false;
  }

  @Override
  public String logs() {
    StringBuilder text = new StringBuilder();
    for (Node host : daemons.keySet()) {
      Path log = folder(host).resolve("keepalived.log");
      text.append("--- ").append(log).append('\n');
      text.append(Commands.run("tail", "-n", "15", log.toString()));
    }
    return text.toString();
  }

  @Override
  public void close() {
    for (Node host : Node.PAIR) {
      if (daemons.containsKey(host)) {
        daemons.get(host).signal(Signal.CONTINUE);
        daemons.get(host).signal(Signal.TERMINATE);
      }
    }
    for (Node host : Node.PAIR) {
      if (daemons.containsKey(host) && !daemons.get(host).ended(3000)) {
        daemons.get(host).signalAll(Signal.KILL);
      }
      if (services.containsKey(host)) {
        services.get(host).signalAll(Signal.KILL);
      }
      removeLeftovers(host);
      if (variant.virtualMac()) {
        removeVirtualMac(host);
      }
    }
  }

  private void removeVirtualMac(Node host) {
    String namespace = network.namespace(host);
    if (Commands.run("ip", "-n", namespace, "-o", "link").contains("vrrp51")) {
      Commands.run("ip", "-n", namespace, "link", "del", "vrrp51");
    }
  }
}
