package tandem.os.fence;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.os.libc.Errno;
import tandem.os.libc.Libc;
import tandem.os.libc.OsException;
import tandem.os.netlink.NetlinkSocket;
import tandem.os.time.MonotonicClock;
import tandem.platform.address.VirtualAddress;
import tandem.platform.time.Moment;

/**
 * The lease as the kernel keeps it: an nftables table that mutes the guarded addresses whenever
 * their element, which has a timeout, is absent. A host whose daemon is frozen, killed or late
 * falls silent by itself. What is dropped is listed at {@link GuardTable}.
 *
 * <p>With {@link #absoluteDeadline} every grant also carries its end by the wall clock, which the
 * kernel compares as each packet passes; both must hold. The timeout counts from when the kernel
 * takes it and is too long by a pause before that; the deadline is not. On Linux both clocks run at
 * one rate and differ by steps only: one forward mutes until the next grant, one back leaves the
 * timeout.
 *
 * <p>The table outlives this object and the process; closing frees the socket only. {@link #remove}
 * takes the guard away and is for a host that no longer holds a VIP at all. In the form that hangs
 * on interfaces the guard may die with its interface (as the VIP does): install again when the
 * interface is back, before the VIP is put on it. Anybody with the privilege can remove the guard
 * (`nft flush ruleset`, a restarted firewall): {@link #grant} puts it back, and {@link #inPlace}
 * tells a host that grants nothing.
 *
 * <p>Acts in the network namespace of the thread that made the object. Blocks for about 0.1 ms per
 * call; a program that changes nftables at the same moment can delay it. Thread-safe.
 */
public final class KernelLease implements AutoCloseable {
  public static final String DEFAULT_TABLE = "tandem";
  private static final int ATTEMPTS = 3;

  /** Where the guard sits. */
  public enum Form {
    /** On the interfaces themselves: nothing of the VIP passes, not even raw frames. */
    INTERFACE,
    /** At the ARP and IP layers: raw frames of this process pass. For kernels before 5.16. */
    PROTOCOLS
  }

  private final NetlinkSocket socket;
  private final NftWriter nft;
  private final String table;
  private final Form form;
  private final boolean absolute;
  private final Duration jiffy;
  private List<GuardTable> tables = List.of();
  private List<String> interfaces = List.of();
  private List<VirtualAddress> installed = List.of();
  private Set<InetAddress> guarded = Set.of();

  /** Opens a guard with the table's usual name; nothing is installed yet. */
  public KernelLease() throws OsException {
    this(DEFAULT_TABLE);
  }

  /**
   * @param table the name of the table, one per group of VIPs on this host
   * @throws OsException if nftables cannot be used; see {@link #unsupportedReason}
   */
  public KernelLease(String table) throws OsException {
    this(table, Support.ofThisKernel());
  }

  KernelLease(String table, Support support) throws OsException {
    this.table = table;
    this.form = support.form();
    this.absolute = support.absolute();
    this.socket = new NetlinkSocket(NetlinkSocket.NETFILTER, 0);
    this.nft = new NftWriter(socket);
    long tick = Libc.clockResolution(Libc.CLOCK_MONOTONIC_COARSE);
    this.jiffy = Duration.ofNanos(tick > 0 ? tick : 10_000_000);
  }

  /** Empty if this kernel and this process can keep the lease; else why not and the mend. */
  public static Optional<String> unsupportedReason() {
    try {
      Support.ofThisKernel();
      return Optional.empty();
    } catch (OsException refused) {
      return Optional.of(refused.getMessage());
    }
  }

  /** True if a new lease would have {@link #absoluteDeadline} here; false too where none works. */
  public static boolean absoluteDeadlineSupported() {
    try {
      return Support.ofThisKernel().absolute();
    } catch (OsException refused) {
      return false;
    }
  }

  /** True if the kernel compares the end of a grant with the wall clock at every packet. */
  public boolean absoluteDeadline() {
    return absolute;
  }

  public Form form() {
    return form;
  }

  /** The granularity of the kernel's timeouts on this host. */
  public Duration jiffy() {
    return jiffy;
  }

  /** As {@link #install(List, List)} with one interface. */
  public void install(String interfaceName, List<VirtualAddress> vips) throws OsException {
    install(List.of(interfaceName), vips);
  }

  /**
   * Guards the VIPs and mutes them. Idempotent: a table left by an earlier run is replaced in one
   * transaction, so no instant is unguarded.
   *
   * @param interfaceNames every interface through which the VIP could be answered for. Linux
   *     answers ARP for any of its addresses on any interface, so a host with two interfaces on one
   *     segment names both. One that does not exist is an error, or, since Linux 6.16, guarded from
   *     the moment it appears.
   */
  public synchronized void install(List<String> interfaceNames, List<VirtualAddress> vips)
      throws OsException {
    if (interfaceNames.isEmpty() || vips.isEmpty()) {
      throw new IllegalStateException("a guard needs an interface and an address");
    }
    List<GuardTable> wanted = plan();
    nft.beginBatch();
    for (GuardTable wantedTable : wanted) {
      nft.newTable(wantedTable.family(), table);
      nft.deleteTable(wantedTable.family(), table);
    }
    write(wanted, interfaceNames, vips);
    execute("install the guard of " + vips + " on " + interfaceNames + " in nftables");
    interfaces = List.copyOf(interfaceNames);
    installed = List.copyOf(vips);
    tables = wanted;
    guarded = new LinkedHashSet<>(vips.stream().map(VirtualAddress::address).toList());
  }

  /**
   * Grants exactly these VIPs for {@code remaining}, rounded down and less one tick of the kernel;
   * a guarded VIP that is not named is muted. One transaction: a packet sees the old grant or the
   * new one. A span too short to express mutes.
   */
  public void grant(List<VirtualAddress> vips, Duration remaining) throws OsException {
    grant(vips, remaining, wallNanos());
  }

  /** {@code wallNanos} was read no later than the moment from which {@code remaining} counts. */
  private synchronized void grant(List<VirtualAddress> vips, Duration remaining, long wallNanos)
      throws OsException {
    requireGuarded(vips);
    long millis = remaining.minus(jiffy).toMillis();
    long deadline = wallNanos + remaining.toNanos();
    try {
      transact(vips, millis, deadline);
    } catch (OsException refused) {
      if (refused.errno() != Errno.ENOENT) {
        throw refused;
      }
      install(interfaces, installed);
      transact(vips, millis, deadline);
    }
  }

  /**
   * Grants until {@code rightEnds} by {@code clock}, and proves it: the clock is read right before
   * the call and again after it. A pause in between makes it grant again with what is left; a right
   * that has ended is revoked at once. A process stopped for good after reading the clock leaves a
   * timeout too long by the pause; the absolute deadline ends the grant in time all the same,
   * unless the wall clock is set back meanwhile (by the shorter of the pause and the step).
   */
  public GrantOutcome grant(List<VirtualAddress> vips, Moment rightEnds, MonotonicClock clock)
      throws OsException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      // The wall clock first: a pause between the two readings makes the deadline early, not late.
      long wallNanos = wallNanos();
      Moment before = clock.now();
      if (before.plus(jiffy).reached(rightEnds)) {
        break;
      }
      grant(vips, before.until(rightEnds), wallNanos);
      Moment after = clock.now();
      // The kernel counts from a moment in between; the tick that was taken off covers this much.
      boolean clean = !after.since(before).minus(jiffy).isPositive();
      // On a host that pauses again and again the absolute deadline has to do.
      boolean last = attempt == ATTEMPTS - 1;
      if (clean || absolute && last && after.isBefore(rightEnds)) {
        return new GrantOutcome.Granted(rightEnds, after.since(before));
      }
    }
    revoke(vips);
    return new GrantOutcome.Overrun(clock.now().since(rightEnds));
  }

  private static long wallNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /**
   * Reads back from the kernel: the guard is installed. False before {@link #install}, after {@link
   * #remove}, and when somebody else removed it.
   */
  public synchronized boolean inPlace() throws OsException {
    for (GuardTable target : tables) {
      for (GuardChain chain : target.chains()) {
        nft.getChain(target, chain);
        try {
          socket.execute("look for the guard in nftables");
        } catch (OsException refused) {
          if (refused.errno() == Errno.ENOENT) {
            return false;
          }
          throw refused;
        }
      }
    }
    return !tables.isEmpty();
  }

  /** Mutes these VIPs now. Idempotent. */
  public synchronized void revoke(List<VirtualAddress> vips) throws OsException {
    requireGuarded(vips);
    List<InetAddress> named = vips.stream().map(VirtualAddress::address).toList();
    if (named.containsAll(guarded)) {
      revokeAll();
      return;
    }
    for (GuardTable target : tables) {
      for (AddressSet set : grantSets(target)) {
        for (byte[] key : keys(vips, set)) {
          removeOne(target, set, key);
        }
      }
    }
  }

  /** Takes the guard away: the VIPs are no longer muted. Idempotent. */
  public synchronized void remove() throws OsException {
    nft.beginBatch();
    List<GuardTable> all = plan();
    for (GuardTable target : all) {
      nft.newTable(target.family(), table);
      nft.deleteTable(target.family(), table);
    }
    execute("remove the nftables table " + table);
    tables = List.of();
    guarded = Set.of();
  }

  /** Closes the socket. The guard stays and goes on muting. */
  @Override
  public void close() {
    socket.close();
  }

  private void transact(List<VirtualAddress> vips, long millis, long deadline) throws OsException {
    nft.beginBatch();
    for (GuardTable target : tables) {
      if (target.absolute()) {
        nft.flush(target, GuardTable.DEADLINE);
        nft.newRule(target, GuardTable.DEADLINE, GuardTable.silentFrom(deadline));
      }
      for (AddressSet set : grantSets(target)) {
        // Flush, not delete: an element that has run out cannot be deleted, an empty set flushed.
        nft.flush(target, set);
        List<byte[]> keys = keys(vips, set);
        if (millis > 0 && !keys.isEmpty()) {
          nft.addElements(target, set, keys, millis);
        }
      }
    }
    execute("grant");
  }

  /** Carries out everything once in a transaction that leaves nothing behind. */
  void rehearse() throws OsException {
    List<GuardTable> all = plan();
    nft.beginBatch();
    for (GuardTable target : all) {
      nft.newTable(target.family(), table);
    }
    write(all, List.of("lo"), List.of());
    for (GuardTable target : all) {
      if (target.absolute()) {
        nft.newRule(target, GuardTable.DEADLINE, GuardTable.silentFrom(0));
      }
      nft.deleteTable(target.family(), table);
    }
    execute("use nftables (kernel modules nf_tables and nft_*)");
  }

  private List<GuardTable> plan() {
    return switch (form) {
      case INTERFACE -> GuardTable.onInterface(table, absolute);
      case PROTOCOLS -> GuardTable.inProtocols(table, absolute);
    };
  }

  private void write(
      List<GuardTable> wanted, List<String> interfaceNames, List<VirtualAddress> vips) {
    int id = 0;
    for (GuardTable target : wanted) {
      nft.newTable(target.family(), table);
      for (AddressSet set : target.sets()) {
        nft.newSet(target, set, ++id);
        List<byte[]> keys = set.timed() ? List.of() : keys(vips, set);
        if (!keys.isEmpty()) {
          nft.addElements(target, set, keys, 0);
        }
      }
      if (target.absolute()) {
        // Empty until the first grant: without an element nothing comes here.
        nft.newChain(target, GuardTable.DEADLINE);
      }
      for (GuardChain chain : target.chains()) {
        nft.newBaseChain(target, chain, target.devices() ? interfaceNames : List.of());
        for (List<Expression> rule : chain.rules()) {
          nft.newRule(target, chain.name(), rule);
        }
      }
    }
  }

  private void revokeAll() throws OsException {
    nft.beginBatch();
    for (GuardTable target : tables) {
      for (AddressSet set : grantSets(target)) {
        nft.flush(target, set);
      }
    }
    try {
      execute("revoke the grants");
    } catch (OsException refused) {
      if (refused.errno() != Errno.ENOENT) {
        throw refused;
      }
      // Somebody removed the guard: without it nothing is muted.
      install(interfaces, installed);
    }
  }

  private void removeOne(GuardTable target, AddressSet set, byte[] key) throws OsException {
    nft.beginBatch();
    nft.removeElement(target, set, key);
    try {
      execute("revoke a grant");
    } catch (OsException refused) {
      // ENOENT: the grant has run out. Then the guard must be there to mute.
      if (refused.errno() != Errno.ENOENT) {
        throw refused;
      }
      if (!inPlace()) {
        install(interfaces, installed);
      }
    }
  }

  private void execute(String operation) throws OsException {
    nft.endBatch();
    // The message before the end of the batch is the one that is acknowledged.
    socket.execute(operation, 1);
  }

  private void requireGuarded(List<VirtualAddress> vips) {
    for (VirtualAddress vip : vips) {
      if (!guarded.contains(vip.address())) {
        throw new IllegalStateException(vip + " is not guarded: install first");
      }
    }
  }

  private static List<AddressSet> grantSets(GuardTable target) {
    return target.sets().stream().filter(AddressSet::timed).toList();
  }

  private static List<byte[]> keys(List<VirtualAddress> vips, AddressSet set) {
    List<byte[]> keys = new ArrayList<>();
    for (VirtualAddress vip : vips) {
      if (vip.isIpv4() == set.ipv4()) {
        keys.add(vip.address().getAddress());
      }
    }
    return keys;
  }
}
