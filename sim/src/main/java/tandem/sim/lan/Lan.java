package tandem.sim.lan;

import java.util.Arrays;

/**
 * One subnet as seen by the neighbours of a VIP: each has an ARP cache entry for it that changes
 * only by what it hears. Hosts are numbers from 0; {@link #NOBODY} is an empty cache.
 */
public final class Lan {

  public static final int NOBODY = -1;

  private final int[] caches;

  public Lan(int neighbours) {
    caches = new int[neighbours];
    Arrays.fill(caches, NOBODY);
  }

  /** {@code host} announced the VIP and neighbour {@code neighbour} heard it. */
  public void heard(int neighbour, int host) {
    caches[neighbour] = host;
  }

  public int neighbours() {
    return caches.length;
  }

  /** The host that neighbour {@code neighbour} would send a packet for the VIP to. */
  public int cached(int neighbour) {
    return caches[neighbour];
  }

  /** True if every neighbour sends to {@code host}. */
  public boolean allFollow(int host) {
    return Arrays.stream(caches).allMatch(cached -> cached == host);
  }
}
