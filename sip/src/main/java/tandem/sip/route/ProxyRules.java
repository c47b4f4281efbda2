package tandem.sip.route;

import java.util.function.Predicate;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipUri;

/**
 * What a proxy is.
 *
 * @param self its host in Via
 * @param transport in Via
 * @param isOurs whether a URI in Route or a Request-URI without user names this proxy
 * @param recordRoute what it puts into Record-Route, with {@code lr}
 */
public record ProxyRules(
    Host self, String transport, Predicate<SipUri> isOurs, NameAddr recordRoute) {

  public ProxyRules {
    boolean loose = recordRoute.uri() instanceof SipUri uri && uri.isLooseRouter();
    if (!loose) {
      // RFC 3261 §16.6 step 4.
      throw new IllegalArgumentException("recordRoute " + recordRoute + " must have lr");
    }
  }
}
