package tandem.sip.location;

import java.net.InetAddress;
import java.util.List;

/** What the resolver answers. A name that does not exist has no records. */
public sealed interface DnsAnswer {

  record Naptrs(List<Naptr> records) implements DnsAnswer {}

  record Srvs(List<Srv> records) implements DnsAnswer {}

  /** IPv4 and IPv6 addresses, in the order to try them. */
  record Addresses(List<InetAddress> records) implements DnsAnswer {}

  /** The resolver failed or took too long. */
  record Failed() implements DnsAnswer {}

  /** RFC 3403 §4.1, with flag {@code s}: the replacement has SRV records. */
  record Naptr(int order, int preference, String service, String replacement) {}

  /** RFC 2782. */
  record Srv(int priority, int weight, int port, String target) {}
}
