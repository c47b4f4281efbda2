package tandem.sip.location;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import tandem.sip.location.DnsAnswer.Naptr;
import tandem.sip.location.DnsAnswer.Srv;
import tandem.sip.message.SipUri;
import tandem.sip.route.Addresses;
import tandem.sip.transport.Hop;
import tandem.sip.transport.Transport;

/**
 * Finds where a request for a SIP URI can be sent: RFC 3263 §4. It waits for answers only; the
 * resolver at the edge has the time limits.
 *
 * <pre>
 *   host is      port     transport   asked for
 *   an address   any      any         nothing
 *   a name       given    any         addresses
 *   a name       absent   given       SRV, then addresses
 *   a name       absent   absent      NAPTR, SRV, then addresses
 * </pre>
 */
public final class Locator {

  /** Servers looked at; the rest of longer answers is left out. */
  public static final int MAX_TARGETS = 32;

  /** What it wants done. */
  public sealed interface Effect {
    record Ask(DnsQuery query) implements Effect {}

    /** The places to try, in this order; the last effect. Empty: there are none (§4.3: 503). */
    record Located(List<Hop> hops) implements Effect {}
  }

  /** A server whose address is not known yet. */
  private record Server(Transport transport, String name, int port) {}

  private final SipUri uri;
  private final Set<Transport> supported;
  private final RandomGenerator random;
  private final List<Naptr> services = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();
  private final Map<String, List<InetAddress>> addresses = new LinkedHashMap<>();
  private final Map<String, Transport> pendingSrv = new LinkedHashMap<>();
  private final Map<String, List<Srv>> srvAnswers = new LinkedHashMap<>();
  private boolean foundSrv;

  /**
   * @param supported the transports of this end, the preferred first
   * @param random spreads the load by the weights of SRV
   */
  public Locator(SipUri uri, Set<Transport> supported, RandomGenerator random) {
    this.uri = uri;
    this.supported = supported;
    this.random = random;
  }

  private String host() {
    // RFC 3263 §4: maddr takes the place of the host.
    return uri.parameter("maddr").orElse(uri.host().name());
  }

  private Optional<Transport> askedTransport() {
    Optional<Transport> named = uri.parameter("transport").flatMap(Transport::named);
    // RFC 3263 §4.1: sips goes over TLS, and its transport says what lies below.
    if (!uri.isSecure()) {
      return named;
    }
    boolean web = named.filter(t -> t == Transport.WS || t == Transport.WSS).isPresent();
    return Optional.of(web ? Transport.WSS : Transport.TLS);
  }

  public List<Effect> begin() {
    Optional<Transport> asked = askedTransport();
    if (asked.isPresent() && !supported.contains(asked.get())) {
      return List.of(new Effect.Located(List.of()));
    }
    Optional<InetAddress> literal = Addresses.literal(host());
    // RFC 3263 §4.1: without a word about the transport an address or a port means UDP.
    Transport plain = asked.orElse(Transport.UDP);
    int port = uri.host().port();
    if (literal.isPresent()) {
      int at = port > 0 ? port : plain.defaultPort();
      return List.of(new Effect.Located(List.of(new Hop(plain, literal.get(), at))));
    }
    if (port > 0) {
      servers.add(new Server(plain, host(), port));
      return askAddresses();
    }
    if (asked.isPresent()) {
      return askSrv(List.of(asked.get()));
    }
    return List.of(new Effect.Ask(new DnsQuery.ForNaptr(host())));
  }

  /** The answer to one question; another question's, or a second answer, is ignored. */
  public List<Effect> answered(DnsQuery query, DnsAnswer answer) {
    return switch (query) {
      case DnsQuery.ForNaptr _ -> naptr(answer);
      case DnsQuery.ForSrv(String name) -> srv(name, answer);
      case DnsQuery.ForAddress(String name) -> address(name, answer);
    };
  }

  private List<Effect> naptr(DnsAnswer answer) {
    if (answer instanceof DnsAnswer.Naptrs(List<Naptr> records)) {
      records.stream()
          .filter(record -> transport(record).filter(supported::contains).isPresent())
          .sorted(Comparator.comparingInt(Naptr::order).thenComparingInt(Naptr::preference))
          .limit(MAX_TARGETS)
          .forEach(services::add);
    }
    if (services.isEmpty()) {
      // RFC 3263 §4.1: without NAPTR, SRV for each transport that is supported.
      return askSrv(supported.stream().filter(t -> srvPrefix(t).isPresent()).toList());
    }
    List<Effect> effects = new ArrayList<>();
    for (Naptr service : services) {
      String name = service.replacement();
      if (pendingSrv.putIfAbsent(name, transport(service).orElseThrow()) == null) {
        effects.add(new Effect.Ask(new DnsQuery.ForSrv(name)));
      }
    }
    return effects;
  }

  /** RFC 3263 §4.1, RFC 7118 §5.5. */
  private static Optional<Transport> transport(Naptr record) {
    return switch (record.service().toUpperCase(java.util.Locale.ROOT)) {
      case "SIP+D2U" -> Optional.of(Transport.UDP);
      case "SIP+D2T" -> Optional.of(Transport.TCP);
      case "SIPS+D2T" -> Optional.of(Transport.TLS);
      case "SIP+D2W" -> Optional.of(Transport.WS);
      case "SIPS+D2W" -> Optional.of(Transport.WSS);
      default -> Optional.empty();
    };
  }

  private static Optional<String> srvPrefix(Transport transport) {
    return switch (transport) {
      case UDP -> Optional.of("_sip._udp.");
      case TCP -> Optional.of("_sip._tcp.");
      case TLS -> Optional.of("_sips._tcp.");
      case WS, WSS -> Optional.empty();
    };
  }

  private List<Effect> askSrv(List<Transport> transports) {
    List<Effect> effects = new ArrayList<>();
    for (Transport transport : transports) {
      Optional<String> prefix = srvPrefix(transport);
      if (prefix.isPresent()) {
        pendingSrv.put(prefix.get() + host(), transport);
        effects.add(new Effect.Ask(new DnsQuery.ForSrv(prefix.get() + host())));
      } else {
        servers.add(new Server(transport, host(), transport.defaultPort()));
      }
    }
    return effects.isEmpty() ? askAddresses() : effects;
  }

  private List<Effect> srv(String name, DnsAnswer answer) {
    if (!pendingSrv.containsKey(name) || srvAnswers.containsKey(name)) {
      return List.of();
    }
    List<Srv> records = answer instanceof DnsAnswer.Srvs(List<Srv> found) ? found : List.<Srv>of();
    srvAnswers.put(name, records);
    if (srvAnswers.size() < pendingSrv.size()) {
      return List.of();
    }
    // In the order of the questions, which is that of preference, not of the answers.
    pendingSrv.forEach(
        (asked, transport) -> {
          for (Srv srv : WeightedOrder.of(srvAnswers.get(asked), random)) {
            foundSrv = true;
            // RFC 2782: a target of "." says that the service is not there.
            if (!srv.target().equals(".") && servers.size() < MAX_TARGETS) {
              servers.add(new Server(transport, srv.target(), srv.port()));
            }
          }
        });
    if (!foundSrv) {
      // RFC 3263 §4.2: without SRV the addresses of the name itself.
      Transport plain = askedTransport().orElse(Transport.UDP);
      servers.add(new Server(plain, host(), plain.defaultPort()));
    }
    return askAddresses();
  }

  private List<Effect> askAddresses() {
    List<Effect> effects = new ArrayList<>();
    for (Server server : servers) {
      if (!addresses.containsKey(server.name())) {
        addresses.put(server.name(), null);
        effects.add(new Effect.Ask(new DnsQuery.ForAddress(server.name())));
      }
    }
    return effects.isEmpty() ? List.of(new Effect.Located(List.of())) : effects;
  }

  private List<Effect> address(String name, DnsAnswer answer) {
    if (!addresses.containsKey(name) || addresses.get(name) != null) {
      return List.of();
    }
    addresses.put(
        name,
        answer instanceof DnsAnswer.Addresses(List<InetAddress> found)
            ? found
            : List.<InetAddress>of());
    if (addresses.containsValue(null)) {
      return List.of();
    }
    List<Hop> hops = new ArrayList<>();
    for (Server server : servers) {
      for (InetAddress address : addresses.get(server.name())) {
        if (hops.size() < MAX_TARGETS) {
          hops.add(new Hop(server.transport(), address, server.port()));
        }
      }
    }
    return List.of(new Effect.Located(hops));
  }
}
