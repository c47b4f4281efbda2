package tandem.sip.location;

import java.util.List;
import java.util.Optional;
import tandem.sip.transport.Hop;

/**
 * RFC 3263 §4.3: the places where a request can be sent, tried in turn. Each try is a new client
 * transaction with a new branch. A value: what fails makes another.
 *
 * @param next how many have been tried
 */
public record Attempts(List<Hop> hops, int next) {

  public Attempts {
    hops = List.copyOf(hops);
  }

  public static Attempts of(List<Hop> hops) {
    return new Attempts(hops, 0);
  }

  /** Where to send now; empty if all have failed: 503 (RFC 3261 §8.1.2). */
  public Optional<Hop> current() {
    return next < hops.size() ? Optional.of(hops.get(next)) : Optional.empty();
  }

  /** Whether a final status means that the next place is to be tried. */
  public static boolean isFailure(int status) {
    return status == 503 || status == 408;
  }

  public Attempts failed() {
    return new Attempts(hops, next + 1);
  }
}
