package tandem.os.fence;

import static tandem.os.fence.AddressSet.GRANTED_IPV4;
import static tandem.os.fence.AddressSet.GRANTED_IPV6;
import static tandem.os.fence.AddressSet.GUARDED_IPV4;
import static tandem.os.fence.AddressSet.GUARDED_IPV6;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tandem.os.fence.Expression.Compare;
import tandem.os.fence.Expression.Count;
import tandem.os.fence.Expression.In;
import tandem.os.fence.Expression.Jump;
import tandem.os.fence.Expression.Meta;
import tandem.os.fence.Expression.NetworkHeader;
import tandem.os.fence.Expression.NotIn;
import tandem.os.fence.Expression.ToNetworkOrder;
import tandem.os.fence.Expression.Verdict;

/**
 * A table of the fence: its sets, chains and rules. A rule drops a packet when the address at some
 * place of it is guarded and not granted.
 *
 * <pre>
 *            in                                          out
 *   ARP      target is the VIP, sender is no VIP         sender is the VIP
 *   IPv4/6   destination is the VIP                      source is the VIP
 *   ND       NS or NA whose target is the VIP, from a    NA whose target is the VIP
 *            source that is no VIP (in: NS only)
 * </pre>
 *
 * Let through on purpose: the other host's claims and answers for the VIP, and this host's
 * questions for it. A muted host must still be able to see who has the address and to reach it.
 *
 * <p>Where the kernel can, a packet that is let through because its address is granted must pass
 * the chain {@value #DEADLINE} as well: one rule, replaced by every grant, that drops it when the
 * wall clock has reached the end of the right.
 *
 * @param absolute true if the table has that chain
 * @param devices true if the chains hang on interfaces (family netdev)
 */
record GuardTable(
    int family,
    String name,
    boolean devices,
    boolean absolute,
    List<AddressSet> sets,
    List<GuardChain> chains) {
  static final String DEADLINE = "deadline";

  private static final byte[] ETHERTYPE_ARP = {0x08, 0x06};
  private static final byte[] ETHERTYPE_IPV4 = {0x08, 0x00};
  private static final byte[] ETHERTYPE_IPV6 = {(byte) 0x86, (byte) 0xdd};
  private static final byte[] FAMILY_IPV4 = {2};
  private static final byte[] FAMILY_IPV6 = {10};
  private static final NetworkHeader ARP_SENDER = new NetworkHeader(14, 4);
  private static final NetworkHeader ARP_TARGET = new NetworkHeader(24, 4);
  private static final NetworkHeader IPV4_SOURCE = new NetworkHeader(12, 4);
  private static final NetworkHeader IPV4_DESTINATION = new NetworkHeader(16, 4);
  private static final NetworkHeader IPV6_SOURCE = new NetworkHeader(8, 16);
  private static final NetworkHeader IPV6_DESTINATION = new NetworkHeader(24, 16);
  private static final NetworkHeader IPV6_NEXT_HEADER = new NetworkHeader(6, 1);
  // ND messages carry no extension headers, so ICMPv6 begins at octet 40.
  private static final NetworkHeader ICMPV6_TYPE = new NetworkHeader(40, 1);
  private static final NetworkHeader ND_TARGET = new NetworkHeader(48, 16);
  private static final byte[] ICMPV6 = {58};
  private static final byte[] NEIGHBOUR_SOLICITATION = {(byte) 135};
  private static final byte[] NEIGHBOUR_ADVERTISEMENT = {(byte) 136};

  // Before every other filter, translation and connection tracking.
  private static final int PRIORITY = -500;

  /** One table on the interface itself: also stops frames sent through AF_PACKET. Linux 5.16. */
  static List<GuardTable> onInterface(String name, boolean absolute) {
    byte[][] ethertypes = {ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6};
    List<List<Expression>> in = new ArrayList<>();
    List<List<Expression>> out = new ArrayList<>();
    arp(List.of(new Meta(Meta.PROTOCOL), Compare.equal(ethertypes[0])), in, out);
    ip(new Meta(Meta.PROTOCOL), ethertypes[1], ethertypes[2], in, out);
    return List.of(
        new GuardTable(
            NftWriter.NETDEV,
            name,
            true,
            absolute,
            List.of(AddressSet.values()),
            List.of(chain("in", 0, in, absolute), chain("out", 1, out, absolute))));
  }

  /**
   * Two tables at the protocol layers, for kernels without the egress hook. They guard every
   * interface, but a frame sent through AF_PACKET passes them.
   */
  static List<GuardTable> inProtocols(String name, boolean absolute) {
    List<List<Expression>> arpIn = new ArrayList<>();
    List<List<Expression>> arpOut = new ArrayList<>();
    arp(List.of(), arpIn, arpOut);
    List<List<Expression>> in = new ArrayList<>();
    List<List<Expression>> out = new ArrayList<>();
    // The application on a muted host may still talk to itself.
    in.add(loopback(Meta.INPUT_INTERFACE));
    out.add(loopback(Meta.OUTPUT_INTERFACE));
    ip(new Meta(Meta.FAMILY), FAMILY_IPV4, FAMILY_IPV6, in, out);
    return List.of(
        new GuardTable(
            NftWriter.ARP,
            name,
            false,
            absolute,
            List.of(GUARDED_IPV4, GRANTED_IPV4),
            List.of(chain("in", 0, arpIn, absolute), chain("out", 1, arpOut, absolute))),
        new GuardTable(
            NftWriter.INET,
            name,
            false,
            absolute,
            List.of(AddressSet.values()),
            List.of(chain("in", 0, in, absolute), chain("out", 3, out, absolute))));
  }

  /** The rule of the chain {@value #DEADLINE}. */
  static List<Expression> silentFrom(long wallNanos) {
    return List.of(
        new Meta(Meta.TIME_NS),
        new ToNetworkOrder(),
        new Compare(Compare.AT_LEAST, ByteBuffer.allocate(Long.BYTES).putLong(wallNanos).array()),
        new Verdict(Verdict.DROP));
  }

  /** Every rule that drops what is not granted gets a twin that asks what is for the deadline. */
  private static GuardChain chain(
      String name, int hook, List<List<Expression>> rules, boolean absolute) {
    List<List<Expression>> all = new ArrayList<>(rules);
    if (absolute) {
      for (List<Expression> rule : rules) {
        if (rule.stream().anyMatch(part -> part instanceof NotIn(AddressSet set) && set.timed())) {
          all.add(twin(rule));
        }
      }
    }
    return new GuardChain(name, hook, PRIORITY, List.copyOf(all));
  }

  private static List<Expression> twin(List<Expression> rule) {
    List<Expression> twin = new ArrayList<>();
    for (Expression part : rule) {
      switch (part) {
        // A granted address is a guarded one: one look-up is enough.
        case In _, Count _ -> {}
        case NotIn(AddressSet set) when set.timed() -> twin.add(new In(set));
        case Verdict _ -> twin.add(new Jump(DEADLINE));
        case Meta _, NetworkHeader _, Compare _, NotIn _, ToNetworkOrder _, Jump _ ->
            twin.add(part);
      }
    }
    return List.copyOf(twin);
  }

  private static void arp(
      List<Expression> isArp, List<List<Expression>> in, List<List<Expression>> out) {
    in.add(
        rule(
            isArp,
            List.of(ARP_TARGET, new In(GUARDED_IPV4), new NotIn(GRANTED_IPV4)),
            List.of(ARP_SENDER, new NotIn(GUARDED_IPV4))));
    out.add(rule(isArp, List.of(ARP_SENDER, new In(GUARDED_IPV4), new NotIn(GRANTED_IPV4))));
  }

  private static void ip(
      Meta family,
      byte[] ipv4,
      byte[] ipv6,
      List<List<Expression>> in,
      List<List<Expression>> out) {
    List<Expression> isIpv4 = List.of(family, Compare.equal(ipv4));
    List<Expression> isIpv6 = List.of(family, Compare.equal(ipv6));
    in.add(rule(isIpv4, mutedIpv4(IPV4_DESTINATION)));
    out.add(rule(isIpv4, mutedIpv4(IPV4_SOURCE)));
    in.add(rule(isIpv6, mutedIpv6(IPV6_DESTINATION)));
    out.add(rule(isIpv6, mutedIpv6(IPV6_SOURCE)));
    in.add(
        rule(
            isIpv6,
            neighbourDiscovery(NEIGHBOUR_SOLICITATION),
            mutedIpv6(ND_TARGET),
            List.of(IPV6_SOURCE, new NotIn(GUARDED_IPV6))));
    out.add(rule(isIpv6, neighbourDiscovery(NEIGHBOUR_ADVERTISEMENT), mutedIpv6(ND_TARGET)));
  }

  private static List<Expression> mutedIpv4(NetworkHeader place) {
    return List.of(place, new In(GUARDED_IPV4), new NotIn(GRANTED_IPV4));
  }

  private static List<Expression> mutedIpv6(NetworkHeader place) {
    return List.of(place, new In(GUARDED_IPV6), new NotIn(GRANTED_IPV6));
  }

  private static List<Expression> neighbourDiscovery(byte[] type) {
    return List.of(IPV6_NEXT_HEADER, Compare.equal(ICMPV6), ICMPV6_TYPE, Compare.equal(type));
  }

  private static List<Expression> loopback(int key) {
    return List.of(
        new Meta(key), Compare.equal(NftWriter.interfaceKey("lo")), new Verdict(Verdict.ACCEPT));
  }

  @SafeVarargs
  private static List<Expression> rule(List<Expression>... parts) {
    List<Expression> rule = new ArrayList<>();
    for (List<Expression> part : parts) {
      rule.addAll(part);
    }
    rule.add(new Count());
    rule.add(new Verdict(Verdict.DROP));
    return List.copyOf(rule);
  }
}
