package tandem.lab.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The lab's machines and cables: each {@link Node} is a network namespace, two bridges in a
 * namespace of their own are the switches of the management and of the SIP network. Nothing is left
 * in the first namespace, and all disappears with {@link #close}.
 */
public final class Network implements AutoCloseable {

  public static final String VIP = "198.51.100.10";
  public static final String VIP6 = "2001:db8:1::10";

  private final String prefix;
  private final Path directory;
  private final Guardian guardian;
  private final Thread atExit = Thread.ofPlatform().unstarted(this::tearDown);
  private Cables cables;

  private Network(String prefix, Path directory) {
    this.prefix = prefix;
    this.directory = directory;
    List<String> namespaces =
        new ArrayList<>(Stream.of(Node.values()).map(this::namespace).toList());
    namespaces.add(switchNamespace());
    this.guardian = Guardian.start(directory, namespaces);
  }

  /** Builds it under a fresh random prefix. Takes about half a second. */
  public static Network build() {
    String prefix =
        String.format(Locale.ROOT, "tdm-%04x", ThreadLocalRandom.current().nextInt(1 << 16));
    Network network;
    try {
      network = new Network(prefix, Files.createTempDirectory(prefix + "-"));
    } catch (IOException e) {
      throw new LabException("no temporary folder: " + e.getMessage(), e);
    }
    Runtime.getRuntime().addShutdownHook(network.atExit);
    try {
      network.wire();
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private void wire() {
    String lan = switchNamespace();
    Commands.run("ip", "netns", "add", lan);
    Commands.inside(lan, "sysctl", "-q", "-w", "net.ipv6.conf.default.disable_ipv6=1");
    Commands.batch(
        List.of(
            "link add mgmt type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
            "link add sip type bridge stp_state 0 forward_delay 0 mcast_snooping 0",
            "link set mgmt up",
            "link set sip up"),
        "ip",
        "-n",
        lan,
        "-batch",
        "-");
    for (Node node : Node.values()) {
      attach(node);
    }
    cables = new Cables(lan);
  }

  private void attach(Node node) {
    String own = namespace(node);
    Commands.run("ip", "netns", "add", own);
    // A fresh address must be usable at once: nobody else is here to detect a duplicate of it.
    Commands.inside(
        own,
        "sysctl",
        "-q",
        "-w",
        "net.ipv6.conf.default.accept_dad=0",
        "net.ipv6.conf.default.dad_transmits=0");
    List<String> host = new ArrayList<>(List.of("link set lo up"));
    List<String> ports = new ArrayList<>();
    if (node.managed()) {
      cable(node, "eth0", node.managementPort(), node.mac(0));
      ports.add("link set " + node.managementPort() + " master mgmt up");
      host.add("address add " + node.managementAddress() + "/24 dev eth0");
      host.add("link set eth0 up");
    }
    if (node.sip()) {
      cable(node, "eth1", node.sipPort(), node.mac(1));
      ports.add("link set " + node.sipPort() + " master sip up");
      host.add("address add " + node.sipAddress() + "/24 dev eth1");
      host.add("address add " + node.sipAddress6() + "/64 dev eth1 nodad");
      host.add("link set eth1 up");
    }
    Commands.batch(ports, "ip", "-n", switchNamespace(), "-batch", "-");
    Commands.batch(host, "ip", "-n", own, "-batch", "-");
  }

  private void cable(Node node, String device, String port, String mac) {
    Commands.run(
        ("ip link add " + device + " address " + mac + " netns " + namespace(node))
            .concat(" type veth peer name " + port + " netns " + switchNamespace())
            .split(" "));
  }

  public String namespace(Node node) {
    return prefix + "-" + node.host();
  }

  public String switchNamespace() {
    return prefix + "-switch";
  }

  /** A folder for the lab's files; it goes with the network. */
  public Path directory() {
    return directory;
  }

  public Cables cables() {
    return cables;
  }

  @Override
  public void close() {
    tearDown();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The virtual machine is ending already: the hook has done, or is doing, the same.
      return;
    }
  }

  private void tearDown() {
    if (cables != null) {
      cables.close();
    }
    guardian.close();
  }
}
