package tandem.lab.network;

import java.util.List;

/**
 * One virtual machine of the lab. {@code eth0} is on the management network, {@code eth1} on the
 * SIP network.
 */
public enum Node {
  SIP_1("sip-1", 11, true, true),
  SIP_2("sip-2", 12, true, true),
  WITNESS("witness", 13, true, false),
  CLIENT("client", 20, false, true),
  OBSERVER("observer", 21, false, true);

  private final String host;
  private final int number;
  private final boolean managed;
  private final boolean sip;

  Node(String host, int number, boolean managed, boolean sip) {
    this.host = host;
    this.number = number;
    this.managed = managed;
    this.sip = sip;
  }

  public static final List<Node> PAIR = List.of(SIP_1, SIP_2);

  public String host() {
    return host;
  }

  public boolean managed() {
    return managed;
  }

  public boolean sip() {
    return sip;
  }

  public String managementAddress() {
    return "192.0.2." + number;
  }

  public String sipAddress() {
    return "198.51.100." + number;
  }

  public String sipAddress6() {
    return "2001:db8:1::" + number;
  }

  /** The switch's port that this node's cable is plugged into. */
  String managementPort() {
    return host + ".m";
  }

  public String sipPort() {
    return host + ".s";
  }

  String mac(int lan) {
    return String.format("02:00:5e:00:%02x:%02x", lan, number);
  }

  /** The node after this one in the pair: the other host. */
  public Node other() {
    return this == SIP_1 ? SIP_2 : SIP_1;
  }
}
