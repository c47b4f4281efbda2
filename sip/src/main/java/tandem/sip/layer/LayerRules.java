package tandem.sip.layer;

import tandem.sip.transaction.Timers;

/**
 * How a transaction layer behaves.
 *
 * @param maxClients client transactions; beyond: the user's request fails with 503
 * @param maxServers server transactions; beyond: 503 with Retry-After, without a transaction
 * @param retryAfterSeconds in that 503
 * @param tagKey secret from which the To tags of the layer's own answers are made
 */
public record LayerRules(
    Timers timers, int maxClients, int maxServers, int retryAfterSeconds, long tagKey) {

  public LayerRules {
    if (maxClients < 1 || maxServers < 1) {
      throw new IllegalArgumentException("maxClients and maxServers must be at least 1");
    }
    if (retryAfterSeconds < 0) {
      throw new IllegalArgumentException("retryAfterSeconds must not be negative");
    }
  }
}
