package tandem.agent.doctor;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.agent.config.PairConfiguration;
import tandem.cluster.lease.HostName;

/** Interfaces, addresses, ports and peers. */
final class NetworkChecks {

  private static final Duration CONNECT = Duration.ofMillis(1_000);

  private final Patient patient;
  private final HostProbe probe;

  NetworkChecks(Patient patient) {
    this.patient = patient;
    this.probe = patient.probe();
  }

  List<Check> all() {
    List<Check> checks = new ArrayList<>();
    checks.add(management());
    patient
        .host()
        .ifPresent(
            host -> {
              checks.add(carrier(host));
              patient.pair().vips().forEach(vip -> checks.add(vip(vip, host)));
              checks.add(nonlocalBind());
            });
    checks.add(port());
    patient.peers().forEach(peer -> checks.add(peer(peer)));
    return checks;
  }

  private InetAddress own() {
    return patient.pair().management(patient.name()).orElseThrow();
  }

  private Check management() {
    String address = own().getHostAddress();
    return probe
        .holder(own())
        .map(name -> Check.ok("management.address", address + " is on " + name))
        .orElseGet(
            () ->
                Check.fail(
                    "management.address",
                    address + " is on no interface of this host",
                    "give the host that address, or correct hosts."
                        + patient.name()
                        + ".management"));
  }

  private Check carrier(PairConfiguration.Host host) {
    String name = host.interfaceName();
    Optional<HostProbe.Link> link = probe.link(name);
    if (link.isEmpty()) {
      return Check.fail(
          "interface",
          "there is no interface " + name,
          "see: ip link; correct hosts." + host.name());
    }
    if (!link.get().up()) {
      return Check.fail("interface", name + " is down", "ip link set " + name + " up");
    }
    return link.get().carrier()
        ? Check.ok("interface", name + " is up and has a carrier")
        : Check.fail(
            "interface", name + " has no carrier", "look at the cable and the switch port");
  }

  private Check vip(PairConfiguration.Vip vip, PairConfiguration.Host host) {
    InetAddress address = vip.address();
    String check = "vip." + address.getHostAddress();
    Optional<String> holder = probe.holder(address);
    if (holder.isPresent()) {
      return patient.holdsVips()
          ? Check.ok(check, "up on " + holder.get() + ": this host is primary")
          : Check.fail(
              check,
              "configured on " + holder.get() + ", though this host is not primary",
              "only Tandem may set it: remove it from the network configuration and run: ip address"
                  + " del "
                  + vip
                  + " dev "
                  + holder.get());
    }
    if (!probe.link(host.interfaceName()).map(HostProbe.Link::carrier).orElse(false)) {
      return Check.ok(check, "not on this host; the network cannot be asked without a carrier");
    }
    Optional<String> answer = probe.foreignAnswer(address, host.interfaceName());
    if (answer.isEmpty()) {
      return Check.ok(check, "answered by nobody on " + host.interfaceName());
    }
    if (patient.otherPrimary().isPresent()) {
      return Check.ok(
          check,
          "answered by " + answer.get() + ": the primary is " + patient.otherPrimary().get());
    }
    return Check.warn(
        check,
        "answered by " + answer.get(),
        "right if the peer is primary now; else another machine has the address: find it, or choose"
            + " another VIP");
  }

  private Check nonlocalBind() {
    String key = "net/ipv4/ip_nonlocal_bind";
    boolean set = probe.sysctl(key).filter("1"::equals).isPresent();
    return set
        ? Check.ok("nonlocal-bind", "net.ipv4.ip_nonlocal_bind = 1")
        : Check.ok(
            "nonlocal-bind", "net.ipv4.ip_nonlocal_bind = 0: the agent sets it at its start");
  }

  private Check port() {
    int port = patient.pair().quorum().port();
    String place = own().getHostAddress() + ":" + port;
    if (probe.holder(own()).isEmpty()) {
      return Check.warn("quorum.port", place + " cannot be tried: the address is not here", "");
    }
    if (patient.agent().isPresent()) {
      return Check.ok("quorum.port", "TCP " + place + " belongs to the agent that runs here");
    }
    return probe.canListen(own(), port)
        ? Check.ok("quorum.port", "TCP " + place + " is free")
        : Check.fail(
            "quorum.port",
            "TCP " + place + " is in use, and no agent answers in the run directory",
            "see: ss -ltnp sport = :" + port + "; or choose another quorum.port, or --run-dir");
  }

  private Check peer(HostName peer) {
    InetAddress address = patient.pair().management(peer).orElseThrow();
    String place = address.getHostAddress() + ":" + patient.pair().quorum().port();
    boolean witness = patient.pair().witness().name().equals(peer);
    if (probe.answers(address, patient.pair().quorum().port(), CONNECT)) {
      return Check.ok("peer." + peer, "answers on TCP " + place);
    }
    return Check.warn(
        "peer." + peer,
        (witness ? "the third voter" : "the peer") + " does not answer on TCP " + place,
        "start its agent, and let TCP "
            + patient.pair().quorum().port()
            + " through the firewalls on both sides");
  }
}
