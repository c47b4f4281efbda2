package tandem.cluster.takeover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.lease.LeaseSettings;
import tandem.sim.lan.Lan;
import tandem.sim.store.LinearStore;
import tandem.sim.time.HostClock;
import tandem.sim.time.VirtualTime;

/**
 * Two hosts, a witness, a store that delays, drops and answers late, and a LAN with ARP caches, all
 * from one seed. After every event: never two hosts that may answer for the VIP; versions and
 * epochs only grow; one holder an epoch; nobody serves an epoch that the store does not know.
 */
final class SimulatedWorld {

  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000_000_000L;
  private static final int WITNESS = 2;
  private static final long TROUBLE_BEGINS = 2 * SECOND;

  final VirtualTime time = new VirtualTime(this::check);
  final boolean[] cut = new boolean[3];
  final List<SimulatedHost> hosts = new ArrayList<>();
  final LinearStore<LeaseRecord> store =
      new LinearStore<>(new LeaseRecord.Vacant(), (v, r) -> r.version() == v, this::storeChanged);
  final Lan lan = new Lan(3);
  boolean checksRight = true;
  boolean absoluteDeadline = true;
  boolean relativeTimeout = true;
  boolean stepsBackDuringLateGrants;
  int grantsPerPause = 200;
  boolean automaticFailback;

  /** Letters and what replicas show take up to a second, most of the time. */
  boolean badPost;

  UnaryOperator<LeaseSettings> leaseOfSecond = UnaryOperator.identity();
  UnaryOperator<LeaseRecord> writes = UnaryOperator.identity();
  long announcementsLostUntil;
  long storeSlowUntil;
  BiFunction<SimulatedHost, Letter, Letter> letters = (_, letter) -> letter;
  Transcript transcript = Transcript.NONE;
  int takeovers;
  int words;
  long takenAt;
  int answers;
  private final SplittableRandom random;
  private final LeaseSettings lease;
  private final Map<HostName, HostStatus> statuses = new HashMap<>();
  private final Map<Long, Holder> holderOfEpoch = new HashMap<>();
  private long lastVersion;
  private long lastEpoch;

  SimulatedWorld(SplittableRandom random, LeaseSettings lease) {
    this.random = random;
    this.lease = lease;
    // Half of ρ either way, so that two hosts differ by ρ at most.
    int half = lease.driftPartsPerThousand() * 500;
    for (int i = 0; i < 2; i++) {
      HostClock clock = new HostClock(random.nextLong(), random.nextLong(-half, half + 1L));
      hosts.add(new SimulatedHost(this, i, clock, random.split()));
    }
  }

  LeaseSettings leaseOf(int host) {
    return host == 1 ? leaseOfSecond.apply(lease) : lease;
  }

  List<HostName> names() {
    return hosts.stream().map(host -> host.name).toList();
  }

  List<HostStatus> statuses() {
    return List.copyOf(statuses.values());
  }

  /** Voters that the host reaches, itself included. */
  Set<HostName> connectedTo(int host) {
    Set<HostName> connected = new HashSet<>();
    connected.add(hosts.get(host).name);
    for (int other = 0; other < 2; other++) {
      if (!cut[host] && !cut[other] && hosts.get(other).member().isPresent()) {
        connected.add(hosts.get(other).name);
      }
    }
    if (!cut[host] && !cut[WITNESS]) {
      connected.add(new HostName("witness"));
    }
    return connected;
  }

  boolean majorityAt(int host) {
    return connectedTo(host).size() >= 2;
  }

  void cut(int voter, boolean isCut) {
    cut[voter] = isCut;
    membershipChanged();
  }

  void membershipChanged() {
    for (SimulatedHost host : hosts) {
      time.after(random.nextLong(60 * MILLI), host::tellMembership);
    }
  }

  /** The way there, the wait for a majority, and the way back: each may take long or never end. */
  void compareAndSet(SimulatedHost from, long run, Effect.CompareAndSet cas) {
    time.after(
        way(),
        () -> {
          if (!majorityAt(from.number)) {
            // Cut off: lost, or kept by a retry somewhere and applied when nobody thinks of it any
            // more.
            if (random.nextInt(4) == 0) {
              time.after(random.nextLong(2 * SECOND), () -> decide(from, cas));
            }
            return;
          }
          decide(from, cas);
        });
  }

  private void decide(SimulatedHost from, Effect.CompareAndSet cas) {
    if (!anyMajority()) {
      return;
    }
    boolean applied = store.compareAndSet(cas.expectedVersion(), writes.apply(cas.next()));
    LeaseRecord after = store.value();
    boolean answerLost = from.cut() || random.nextInt(20) == 0;
    long way = way();
    if (answerLost) {
      time.after(lease.duration().toNanos(), () -> from.input(new Input.CasUnknown(cas.token())));
    } else {
      time.after(way, () -> from.input(new Input.CasAnswered(cas.token(), applied, after)));
    }
  }

  private boolean anyMajority() {
    int up = 0;
    for (int voter = 0; voter < 3; voter++) {
      boolean runs = voter == WITNESS || hosts.get(voter).member().isPresent();
      up += !cut[voter] && runs ? 1 : 0;
    }
    return up >= 2;
  }

  private long way() {
    long usual = 100_000 + random.nextLong(1_500_000);
    if (time.now() < storeSlowUntil) {
      return usual + random.nextLong(lease.duration().toNanos());
    }
    return usual;
  }

  private void storeChanged(LeaseRecord record) {
    if (record.version() != lastVersion + 1 || record.epoch() < lastEpoch) {
      violated("version or epoch went wrong: " + record);
    }
    lastVersion = record.version();
    lastEpoch = record.epoch();
    if (record instanceof LeaseRecord.Held held) {
      claimed(held.epoch(), held.holder());
    }
    for (SimulatedHost host : hosts) {
      see(host, record);
    }
  }

  private void claimed(long epoch, Holder holder) {
    Holder before = holderOfEpoch.putIfAbsent(epoch, holder);
    if (before != null && !before.equals(holder)) {
      violated("epoch " + epoch + " has two holders");
    }
    if (before == null) {
      takeovers++;
      takenAt = time.now();
    }
  }

  /**
   * A replica that is cut off learns nothing; the others learn in any order, the member sorts it
   * out.
   */
  private void see(SimulatedHost host, LeaseRecord record) {
    boolean late = badPost && time.now() > TROUBLE_BEGINS && random.nextInt(8) > 0;
    time.after(
        way() + (late ? random.nextLong(SECOND) : 0),
        () -> {
          if (host.cut()) {
            time.after(50 * MILLI, () -> see(host, record));
          } else {
            host.input(new Input.RecordSeen(record));
          }
        });
  }

  void publish(SimulatedHost from, HostStatus status) {
    time.after(
        way(),
        () -> {
          if (!majorityAt(from.number)) {
            time.after(50 * MILLI, () -> publish(from, status));
            return;
          }
          statuses.put(from.name, status);
          for (SimulatedHost host : hosts) {
            time.after(way(), () -> host.input(new Input.StatusSeen(status)));
          }
        });
  }

  /** Past the store: quick as a rule, but lost, late or doubled now and then. */
  void tell(SimulatedHost from, Effect.Tell tell) {
    int copies = random.nextInt(20) == 0 ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      boolean lost = random.nextInt(20) == 0;
      long late = badPost || random.nextInt(20) == 0 ? random.nextLong(SECOND) : 0;
      time.after(way() + late, () -> deliver(from, lost, tell));
    }
  }

  private void deliver(SimulatedHost from, boolean lost, Effect.Tell tell) {
    for (SimulatedHost to : hosts) {
      if (!lost && to.name.equals(tell.to()) && !to.cut() && !from.cut()) {
        words += tell.letter() instanceof Letter.HandOver ? 1 : 0;
        to.input(new Input.LetterSeen(from.name, letters.apply(to, tell.letter())));
      }
    }
  }

  /** The store may learn of an epoch after its application does, if the right went on by word. */
  void serving(SimulatedHost from, long epoch) {
    claimed(epoch, new Holder(from.name, from.incarnation()));
    if (epoch < lastEpoch) {
      violated(from.name + " begins to serve epoch " + epoch + " after " + lastEpoch);
    }
    hosts.forEach(
        host -> time.after(way(), () -> host.input(new Input.ServingSeen(from.name, epoch))));
  }

  void answered(Effect.Answer answer) {
    answers++;
  }

  void announce(SimulatedHost from) {
    for (int neighbour = 0; neighbour < lan.neighbours(); neighbour++) {
      int ear = neighbour;
      boolean lost = time.now() < announcementsLostUntil || random.nextInt(10) == 0;
      if (!lost) {
        time.after(20_000 + random.nextLong(200_000), () -> lan.heard(ear, from.number));
      }
    }
  }

  void requestSwitchover(String request) {
    for (SimulatedHost host : hosts) {
      if (host.serving()) {
        host.input(new Input.SwitchoverRequested(request, Optional.empty(), random.nextBoolean()));
        return;
      }
    }
  }

  private void check() {
    if (hosts.get(0).kernel.mayAnswer(time.now()) && hosts.get(1).kernel.mayAnswer(time.now())) {
      violated("two hosts may answer for the VIP");
    }
  }

  void violated(String what) {
    throw new AssertionError(what + " at " + time.now() / 1e9 + " s");
  }
}
