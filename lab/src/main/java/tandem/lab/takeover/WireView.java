package tandem.lab.takeover;

import java.util.Optional;
import tandem.lab.network.Node;

/**
 * The pair as seen on the wire in the last moments.
 *
 * @param owners bit set of hosts that said they have the VIP, at any time in these moments
 * @param latest bit set of hosts that said so to the last question that was answered at all
 * @param answersPerSecond that reached the client
 * @param answerers bit set of hosts that sent them
 */
public record WireView(int owners, int latest, double answersPerSecond, int answerers) {

  /** The one host that both owns and serves; empty if there is none, or if there are two. */
  public Optional<Node> primary() {
    if (owners != answerers || Integer.bitCount(owners) != 1 || answersPerSecond < 100) {
      return Optional.empty();
    }
    return Optional.of(Node.PAIR.get(owners - 1));
  }
}
