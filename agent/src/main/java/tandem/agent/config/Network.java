package tandem.agent.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import tandem.agent.config.PairConfiguration.Host;
import tandem.agent.config.PairConfiguration.Vip;
import tandem.agent.config.PairConfiguration.Witness;
import tandem.cluster.lease.HostName;

/** The names and addresses of the file, as far as each could be read. */
record Network(List<Member> hosts, Optional<Member> witness, List<Value<Vip>> vips) {

  /** A host or the witness; a part is empty if it was missing or wrong. */
  record Member(
      String key,
      int line,
      Optional<HostName> name,
      Optional<Value<InetAddress>> management,
      Optional<Value<String>> interfaceName) {

    Host host() {
      return new Host(
          name.orElseThrow(), management.orElseThrow().get(), interfaceName.orElseThrow().get());
    }

    Witness witness() {
      return new Witness(name.orElseThrow(), management.orElseThrow().get());
    }
  }

  boolean isVip(InetAddress address) {
    return vips.stream().anyMatch(vip -> vip.get().address().equals(address));
  }

  /** The name of the host or witness that has the address. */
  Optional<String> owner(InetAddress address) {
    return members().stream()
        .filter(m -> m.management().filter(a -> a.get().equals(address)).isPresent())
        .map(Member::key)
        .findFirst();
  }

  List<Member> members() {
    return java.util.stream.Stream.concat(hosts.stream(), witness.stream()).toList();
  }
}
