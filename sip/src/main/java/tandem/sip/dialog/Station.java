package tandem.sip.dialog;

import java.util.random.RandomGenerator;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.Via;
import tandem.sip.transport.Transport;

/**
 * Where this end is, and its source of branches, tags and Call-IDs.
 *
 * @param random strong enough that nobody guesses what it says next (RFC 3261 §19.3)
 */
public record Station(
    NameAddr address, NameAddr contact, Host host, Transport transport, RandomGenerator random) {

  /** RFC 3261 §8.1.1.7: a Via with a new branch; RFC 3581 §3: it asks for the port. */
  public Via via() {
    Parameters parameters = Parameters.NONE.with("branch", Via.MAGIC_COOKIE + token());
    boolean datagrams = !transport.isReliable();
    return new Via(transport.name(), host, datagrams ? parameters.with("rport") : parameters);
  }

  /** RFC 3261 §19.3. */
  public String token() {
    return Long.toString(random.nextLong() >>> 1, Character.MAX_RADIX);
  }

  public String callId() {
    return token() + "@" + host.name();
  }
}
