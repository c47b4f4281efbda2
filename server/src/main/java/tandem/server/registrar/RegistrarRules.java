package tandem.server.registrar;

import java.util.List;
import java.util.Locale;

/**
 * How a registrar is set up.
 *
 * @param domains the domains it serves; empty for any
 * @param defaultExpires seconds given to a contact that names none
 * @param minExpires a shorter wish is answered 423
 * @param maxExpires a longer wish is cut to this
 * @param maxContacts of one address-of-record; beyond: 403
 * @param maxBindings of all; beyond: 503 with Retry-After
 */
public record RegistrarRules(
    List<String> domains,
    long defaultExpires,
    long minExpires,
    long maxExpires,
    int maxContacts,
    int maxBindings) {

  public static final int MAX_CONTACTS = 10;
  public static final int MAX_BINDINGS = 200_000;

  public RegistrarRules {
    domains = domains.stream().map(d -> d.toLowerCase(Locale.ROOT)).toList();
    if (minExpires < 1 || defaultExpires < minExpires || maxExpires < defaultExpires) {
      throw new IllegalArgumentException(
          "expires must be 1 <= min <= default <= max, not min="
              + minExpires
              + " default="
              + defaultExpires
              + " max="
              + maxExpires);
    }
  }

  public static RegistrarRules of(List<String> domains) {
    return new RegistrarRules(domains, 3_600, 60, 86_400, MAX_CONTACTS, MAX_BINDINGS);
  }

  boolean serves(String host) {
    return domains.isEmpty() || domains.contains(host.toLowerCase(Locale.ROOT));
  }
}
