package tandem.lab.network;

/**
 * Makes a node lose every announcement of the VIP: gratuitous ARP (sender = target), broadcast ARP
 * from the VIP, unsolicited advertisements to everybody. What is sent to the node alone arrives.
 */
public final class LostAnnouncements {

  private final String namespace;

  private LostAnnouncements(String namespace) {
    this.namespace = namespace;
  }

  public static LostAnnouncements at(Network network, Node node) {
    String namespace = network.namespace(node);
    String rules =
        """
        table netdev lost {
          chain arriving {
            type filter hook ingress device "eth1" priority 0;
            arp saddr ip %1$s arp daddr ip %1$s drop
            arp saddr ip %1$s ether daddr ff:ff:ff:ff:ff:ff drop
            icmpv6 type nd-neighbor-advert ip6 daddr ff02::1 drop
          }
        }\
        """
            .formatted(Network.VIP);
    Commands.inside(namespace, "nft", rules);
    return new LostAnnouncements(namespace);
  }

  /** From now on they arrive again. */
  public void end() {
    Commands.inside(namespace, "nft", "delete table netdev lost");
  }
}
