package tandem.agent.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.agent.config.Network.Member;
import tandem.agent.config.PairConfiguration.Vip;
import tandem.cluster.lease.HostName;

/** Reads hosts, witness and VIPs, and what they may not have in common. */
final class NetworkReader {

  private static final String NO_WITNESS =
      "add witness: { NAME: { management: ADDRESS } } on a third machine: three voters are needed,"
          + " because with two a dead peer cannot be told from a cut cable";

  private final Section root;
  private final Problems problems;

  NetworkReader(Section root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  Network read() {
    List<Member> hosts = hosts();
    Optional<Member> witness = witness();
    Network network = new Network(hosts, witness, vips());
    distinctNames(hosts, witness);
    distinctAddresses(network);
    return network;
  }

  private List<Member> hosts() {
    Section section = root.section("hosts");
    if (!root.has("hosts")) {
      root.missing("hosts", "name two: hosts: { sip-1: { management: ..., interface: ... }, ... }");
      return List.of();
    }
    if (section.keys().size() != 2) {
      problems.add(
          section.line(),
          "hosts",
          "names " + section.keys().size() + " hosts: must be exactly two",
          "a pair is two hosts; the third voter stands under 'witness'");
    }
    List<Member> members = new ArrayList<>();
    for (String name : section.keys()) {
      members.add(member(section, name, true));
    }
    return members;
  }

  private Optional<Member> witness() {
    Section section = root.section("witness");
    if (!root.has("witness") || section.keys().isEmpty()) {
      root.missing("witness", NO_WITNESS);
      return Optional.empty();
    }
    if (section.keys().size() != 1) {
      problems.add(
          section.line(),
          "witness",
          "names " + section.keys().size() + " voters: must be exactly one",
          "with four voters or more nothing is gained; keep one");
    }
    return section.keys().stream().findFirst().map(name -> member(section, name, false));
  }

  private Member member(Section parent, String name, boolean carriesVip) {
    Section section = parent.section(name);
    Optional<HostName> hostName = Optional.empty();
    try {
      hostName = Optional.of(new HostName(name));
    } catch (IllegalArgumentException e) {
      problems.add(
          section.line(), section.path(), "is no host name: " + e.getMessage(), "rename it");
    }
    Optional<Value<InetAddress>> management =
        section
            .need("management", "give the host's own IP address, for example 192.0.2.11")
            .flatMap(NetworkReader::management);
    Optional<Value<String>> interfaceName =
        carriesVip
            ? section
                .need("interface", "name the interface that carries the VIP, for example eth1")
                .flatMap(NetworkReader::interfaceName)
            : Optional.empty();
    section.end();
    return new Member(name, section.line(), hostName, management, interfaceName);
  }

  private static Optional<Value<InetAddress>> management(Value<String> text) {
    Optional<InetAddress> address = Addresses.literal(text.get());
    if (address.isEmpty()) {
      text.wrong(
          "must be an IP address", "write the address; names are not looked up during a takeover");
      return Optional.empty();
    }
    Optional<String> kind = Addresses.notUnicast(address.get());
    if (kind.isPresent() && !address.get().isLoopbackAddress()) {
      text.wrong(kind.get() + ": must be the host's own address", "write that");
      return Optional.empty();
    }
    return Optional.of(text.map(_ -> address.get()));
  }

  private static Optional<Value<String>> interfaceName(Value<String> text) {
    if (text.get().matches("[^\\s/:]{1,15}")) {
      return Optional.of(text);
    }
    text.wrong("must be 1 to 15 characters without blanks, '/' and ':'", "see: ip link");
    return Optional.empty();
  }

  private List<Value<Vip>> vips() {
    if (!root.has("vips")) {
      root.section("vips");
      root.missing("vips", "list 1 to 8, for example vips: [ 198.51.100.10/24 ]");
      return List.of();
    }
    List<Value<String>> texts = root.list("vips").orElse(List.of());
    if (root.list("vips").isPresent() && texts.isEmpty()) {
      problems.add(root.lineOf("vips"), "vips", "is empty", "list 1 to 8 addresses");
    }
    if (texts.size() > PairConfiguration.MAX_VIPS) {
      problems.add(
          root.lineOf("vips"),
          "vips",
          "lists " + texts.size() + " addresses: must be at most " + PairConfiguration.MAX_VIPS,
          "split the group");
    }
    return texts.stream().map(NetworkReader::vip).flatMap(Optional::stream).toList();
  }

  private static Optional<Value<Vip>> vip(Value<String> text) {
    String[] parts = text.get().split("/", -1);
    Optional<InetAddress> address = Addresses.literal(parts[0]);
    if (address.isEmpty()) {
      text.wrong("must be ADDRESS/PREFIX", "for example 198.51.100.10/24 or 2001:db8:1::10/64");
      return Optional.empty();
    }
    int bits = address.get() instanceof Inet4Address ? 32 : 128;
    String digits = parts.length == 2 ? parts[1] : "";
    int prefix = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : 0;
    if (prefix < 1 || prefix > bits) {
      String rule = digits.isEmpty() ? "has no prefix length" : "prefix length " + digits;
      text.wrong(rule + ": must be 1 to " + bits, "write the subnet's, as the interface has it");
      return Optional.empty();
    }
    Optional<String> reserved =
        Addresses.notUnicast(address.get())
            .or(
                () ->
                    Addresses.subnetRole(address.get(), prefix)
                        .map(role -> "is the " + role + " address of its own subnet"));
    if (reserved.isPresent()) {
      text.wrong(reserved.get(), "choose a free host address of the SIP subnet");
      return Optional.empty();
    }
    return Optional.of(text.map(_ -> new Vip(address.get(), prefix)));
  }

  private void distinctNames(List<Member> hosts, Optional<Member> witness) {
    for (Member host : hosts) {
      if (witness.isPresent() && host.key().equalsIgnoreCase(witness.get().key())) {
        problems.add(
            witness.get().line(),
            "witness." + witness.get().key(),
            "has the name of a host",
            "the witness is a third machine: give it its own name");
      }
    }
    if (hosts.size() == 2 && hosts.get(0).key().equalsIgnoreCase(hosts.get(1).key())) {
      problems.add(
          hosts.get(1).line(),
          "hosts." + hosts.get(1).key(),
          "differs from '" + hosts.get(0).key() + "' only in case",
          "give the hosts different names");
    }
  }

  private void distinctAddresses(Network network) {
    Map<InetAddress, String> seen = new HashMap<>();
    Optional<Value<InetAddress>> first = Optional.empty();
    for (Member member : network.members()) {
      if (member.management().isEmpty()) {
        continue;
      }
      Value<InetAddress> address = member.management().get();
      String other = seen.putIfAbsent(address.get(), address.key());
      if (other != null) {
        address.wrong("is also '" + other + "'", "give each host its own address");
      }
      if (first.isPresent() && !first.get().get().getClass().equals(address.get().getClass())) {
        address.wrong(
            "not of the IP version of '" + first.get().key() + "' (" + first.get().shown() + ")",
            "use IPv4 or IPv6 for all management addresses");
      }
      first = first.or(() -> Optional.of(address));
    }
    for (Value<Vip> vip : network.vips()) {
      String other = seen.putIfAbsent(vip.get().address(), vip.key());
      if (other != null && other.startsWith("vips")) {
        vip.wrong("is also '" + other + "'", "remove one of the two");
      } else if (other != null) {
        vip.wrong(
            "is the address of a host ('" + other + "')",
            "a VIP moves between hosts: choose a free address");
      }
    }
  }
}
