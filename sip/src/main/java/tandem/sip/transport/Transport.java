package tandem.sip.transport;

import java.util.Locale;
import java.util.Optional;

/** How messages travel: the transports of RFC 3261 §18 and RFC 7118. */
public enum Transport {
  UDP(false, false, 5060),
  TCP(true, false, 5060),
  TLS(true, true, 5061),
  WS(true, false, 80),
  WSS(true, true, 443);

  private final boolean reliable;
  private final boolean secure;
  private final int defaultPort;

  Transport(boolean reliable, boolean secure, int defaultPort) {
    this.reliable = reliable;
    this.secure = secure;
    this.defaultPort = defaultPort;
  }

  /** RFC 3261 §17: over a reliable transport nothing is retransmitted but 2xx to INVITE. */
  public boolean isReliable() {
    return reliable;
  }

  /** Fit for a {@code sips:} URI. */
  public boolean isSecure() {
    return secure;
  }

  /** RFC 3261 §19.1.2, RFC 7118 §8. */
  public int defaultPort() {
    return defaultPort;
  }

  /** By the name in a Via or a {@code transport} parameter, in any case. */
  public static Optional<Transport> named(String name) {
    for (Transport transport : values()) {
      if (transport.name().equals(name.toUpperCase(Locale.ROOT))) {
        return Optional.of(transport);
      }
    }
    return Optional.empty();
  }
}
