package tandem.lab.network;

import java.util.List;

/** The faults of the wire, each at once and each with its undoing. */
public final class Cables implements AutoCloseable {

  private static final String DISABLED = "0";
  private static final String FORWARDING = "3";

  private final Batch links;
  private final Batch ports;

  Cables(String switchNamespace) {
    links = new Batch(switchNamespace, "ip");
    ports = new Batch(switchNamespace, "bridge");
  }

  /** Pulls the host's SIP cable: it sees its carrier go. */
  public void pullSip(Node host) {
    links.tell("link set dev " + host.sipPort() + " down");
  }

  public void plugSip(Node host) {
    links.tell("link set dev " + host.sipPort() + " up");
  }

  /** Pulls all cables of the host at once. */
  public void pullAll(Node host) {
    links.tell(
        ports(host).stream().map(port -> "link set dev " + port + " down").toArray(String[]::new));
  }

  public void plugAll(Node host) {
    links.tell(
        ports(host).stream().map(port -> "link set dev " + port + " up").toArray(String[]::new));
  }

  /** Cuts the host off silently: its carrier stays, no frame comes or goes. */
  public void cutOff(Node host) {
    ports.tell(ports(host).stream().map(port -> state(port, DISABLED)).toArray(String[]::new));
  }

  public void rejoin(Node host) {
    ports.tell(ports(host).stream().map(port -> state(port, FORWARDING)).toArray(String[]::new));
  }

  /** Cuts the host off the management network only, silently. */
  public void cutManagement(Node host) {
    ports.tell(state(host.managementPort(), DISABLED));
  }

  public void rejoinManagement(Node host) {
    ports.tell(state(host.managementPort(), FORWARDING));
  }

  private static String state(String port, String state) {
    return "link set dev " + port + " state " + state;
  }

  private static List<String> ports(Node host) {
    return host.sip()
        ? List.of(host.sipPort(), host.managementPort())
        : List.of(host.managementPort());
  }

  @Override
  public void close() {
    links.close();
    ports.close();
  }
}
