package tandem.sip.route;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tandem.sip.message.Ascii;
import tandem.sip.message.HeaderName;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.SipUri;
import tandem.sip.transport.Hop;

/** Registrations over flows and by way of proxies: RFC 5626, RFC 3327, RFC 3608. */
public final class Outbound {

  private static final String OB = "ob";

  private Outbound() {}

  /**
   * RFC 5626 §4.2: one flow of one user agent.
   *
   * @param instance the value of {@code +sip.instance} with its brackets
   * @param regId 1 to 2**31 - 1
   */
  public record Registration(String instance, long regId) {}

  /** RFC 5626 §6: of a Contact in REGISTER; empty if it does not ask for a flow. */
  public static Optional<Registration> registration(NameAddr contact) {
    long regId = Ascii.number(contact.parameter("reg-id").orElse(""), Integer.MAX_VALUE);
    Optional<String> instance = contact.parameters().unquoted("+sip.instance");
    return regId < 1 || instance.isEmpty()
        ? Optional.empty()
        : Optional.of(new Registration(instance.get(), regId));
  }

  /** RFC 5626 §6: whether a REGISTER came over one hop, or its first proxy keeps the flow. */
  public static boolean keepsFlow(SipRequest register) {
    List<NameAddr> paths = register.paths();
    boolean direct = register.vias().map(vias -> vias.size() == 1).orElse(false);
    return paths.isEmpty()
        ? direct
        : paths.getLast().uri() instanceof SipUri uri && uri.parameters().has(OB);
  }

  /** RFC 5626 §5.1: what the edge proxy adds to a REGISTER that comes over {@code flow}. */
  public static SipRequest withPath(SipRequest register, Host self, FlowToken tokens, Hop flow) {
    Parameters parameters = Parameters.NONE.with("lr").with(OB);
    SipUri uri = SipUri.of(tokens.of(flow), self).with(parameters);
    return register.edit().prepend(HeaderName.PATH, NameAddr.of(uri).toString()).build();
  }

  /** RFC 5626 §5.3: the flow our Route names; empty if it names none of ours. */
  public static Optional<Hop> flow(NameAddr route, FlowToken tokens) {
    return route.uri() instanceof SipUri uri && uri.user().isPresent()
        ? tokens.flow(uri.user().get())
        : Optional.empty();
  }

  /** RFC 3327 §5.3: the routes that a request to a binding takes. */
  public static SipRequest byPath(SipRequest request, List<NameAddr> path) {
    SipRequest routed = request;
    for (NameAddr hop : path.reversed()) {
      routed = routed.edit().prependRoute(hop).build();
    }
    return routed;
  }

  /** RFC 3608 §6.1: the routes for requests outside dialogs, from the 2xx to a REGISTER. */
  public static List<NameAddr> serviceRoute(SipResponse registered) {
    return registered.values(HeaderName.SERVICE_ROUTE).stream()
        .flatMap(value -> NameAddr.parse(value).stream())
        .toList();
  }

  /** RFC 5626 §4.4.1: seconds between the keep-alives a server asks for. */
  public static OptionalLong flowTimer(SipResponse registered) {
    long seconds =
        Ascii.number(registered.first(HeaderName.FLOW_TIMER).orElse(""), Integer.MAX_VALUE);
    return seconds < 1 ? OptionalLong.empty() : OptionalLong.of(seconds);
  }
}
