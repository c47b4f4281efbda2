package tandem.sip.location;

/** A question for the resolver. */
public sealed interface DnsQuery {

  String name();

  record ForNaptr(String name) implements DnsQuery {}

  record ForSrv(String name) implements DnsQuery {}

  /** Both A and AAAA. */
  record ForAddress(String name) implements DnsQuery {}
}
