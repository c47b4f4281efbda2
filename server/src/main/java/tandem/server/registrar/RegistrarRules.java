package tandem.server.registrar;

import java.util.List;
import java.util.Locale;

/**
 * How a registrar is set up.
 *
 * @param domains the domains it serves; empty for any
 * @param maxContacts of one address-of-record; beyond: 403
 * @param maxBindings of all; beyond: 503 with Retry-After
 */
public record RegistrarRules(
    List<String> domains, Lifetime lifetime, int maxContacts, int maxBindings) {

  public static final int MAX_CONTACTS = 10;
  public static final int MAX_BINDINGS = 200_000;
  public static final Lifetime LIFETIME = new Lifetime(60, 3_600, 86_400);

  /**
   * How long a binding may live, in seconds.
   *
   * @param least a shorter wish is answered 423
   * @param unasked given to a contact that names none
   * @param most a longer wish is cut to this
   */
  public record Lifetime(long least, long unasked, long most) {
    public Lifetime {
      if (least < 1 || unasked < least || most < unasked) {
        throw new IllegalArgumentException(
            "expires must be 1 <= least <= unasked <= most, not "
                + least
                + ", "
                + unasked
                + ", "
                + most);
      }
    }
  }

  public RegistrarRules {
    domains = domains.stream().map(d -> d.toLowerCase(Locale.ROOT)).toList();
  }

  public static RegistrarRules of(List<String> domains) {
    return new RegistrarRules(domains, LIFETIME, MAX_CONTACTS, MAX_BINDINGS);
  }

  boolean serves(String host) {
    return domains.isEmpty() || domains.contains(host.toLowerCase(Locale.ROOT));
  }
}
