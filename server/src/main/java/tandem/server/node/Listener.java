package tandem.server.node;

/**
 * A socket of the server, known to the node by its number.
 *
 * @param number the index in the configuration
 * @param name for people, for example {@code udp:198.51.100.10:5060}
 */
public record Listener(int number, Kind kind, String name) {

  public enum Kind {
    /** On the VIP: silent while the role is backup. */
    SERVICE,
    /** On the host's own address: answers probes in any role. */
    PROBE
  }
}
