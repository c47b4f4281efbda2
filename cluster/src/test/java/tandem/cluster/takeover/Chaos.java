package tandem.cluster.takeover;

import static tandem.cluster.takeover.SimulatedWorld.MILLI;
import static tandem.cluster.takeover.SimulatedWorld.SECOND;

import java.time.Duration;
import java.util.SplittableRandom;
import tandem.cluster.lease.LeaseSettings;

/**
 * One seeded run: faults in random order for a while, then everything heals and the VIP must be
 * well again.
 */
final class Chaos {

  static final long TROUBLE = 8 * SECOND;
  static final long HEALING = 9 * SECOND;
  static final long CALM = 6 * SECOND;

  final SimulatedWorld world;
  private final SplittableRandom random;
  private int requests;

  Chaos(long seed) {
    random = new SplittableRandom(seed);
    world = new SimulatedWorld(random.split(), LeaseSettings.ofDuration(Duration.ofMillis(250)));
    world.automaticFailback = random.nextInt(4) == 0;
  }

  /** Runs trouble and healing; throws an {@link AssertionError} when a promise is broken. */
  void run() {
    world.hosts.forEach(host -> world.time.after(random.nextLong(SECOND), host::startAgent));
    world.time.after(2 * MILLI, world::membershipChanged);
    long at = SECOND / 2;
    while (at < TROUBLE) {
      at += random.nextLong(700 * MILLI);
      world.time.at(at, this::fault);
    }
    world.time.at(TROUBLE, this::healAll);
    world.time.runUntil(TROUBLE + HEALING);
    // A fail-back may come late: what it announces needs its time too.
    long calm = Math.min(world.takenAt + CALM, TROUBLE + HEALING + CALM);
    world.time.runUntil(Math.max(calm, world.time.now()));
    checkWell();
  }

  private void fault() {
    SimulatedHost host = world.hosts.get(random.nextInt(2));
    long length = random.nextLong(1_500 * MILLI);
    switch (random.nextInt(17)) {
      case 0, 1 -> host.pause(length);
      case 2 -> {
        host.killAgent();
        world.membershipChanged();
        world.time.after(length, () -> restart(host));
      }
      case 3 -> {
        host.killAgent();
        host.kernel.powerOff();
        world.membershipChanged();
        world.time.after(length, () -> powerOn(host));
      }
      case 4, 5 -> host.crashApplication();
      case 6 -> host.hangApplication();
      case 7 -> {
        host.unavailable(true);
        world.time.after(length, () -> host.unavailable(false));
      }
      case 8, 9, 10 -> {
        int voter = random.nextInt(3);
        world.cut(voter, true);
        world.time.after(length, () -> world.cut(voter, false));
      }
      case 11 -> {
        host.carrier(false);
        world.time.after(length, () -> host.carrier(true));
      }
      case 12 -> world.storeSlowUntil = world.time.now() + length;
      case 13 -> commandsFail(host, length);
      case 14 -> {
        host.maintenance(true);
        world.time.after(length, () -> host.maintenance(false));
      }
      case 15 -> host.grants.stepWallClock(random.nextLong(-2 * SECOND, 2 * SECOND));
      default -> {
        world.announcementsLostUntil = world.time.now() + length / 2;
        world.requestSwitchover("r" + requests++);
      }
    }
  }

  private void commandsFail(SimulatedHost host, long length) {
    if (random.nextBoolean()) {
      host.commandsLieUntil = world.time.now() + length;
    } else {
      host.commandsHangUntil = world.time.now() + length;
    }
  }

  private void restart(SimulatedHost host) {
    host.startAgent();
    world.membershipChanged();
  }

  private void powerOn(SimulatedHost host) {
    host.kernel.powerOn();
    restart(host);
  }

  private void healAll() {
    world.announcementsLostUntil = 0;
    world.storeSlowUntil = 0;
    world.grantsPerPause = Integer.MAX_VALUE;
    for (int voter = 0; voter < 3; voter++) {
      world.cut(voter, false);
    }
    for (SimulatedHost host : world.hosts) {
      host.commandsHangUntil = 0;
      host.commandsLieUntil = 0;
      host.unavailable(false);
      host.carrier(true);
      host.maintenance(false);
      host.kernel.powerOn();
      host.startAgent();
    }
    world.membershipChanged();
  }

  private void checkWell() {
    int primary = -1;
    for (SimulatedHost host : world.hosts) {
      if (host.kernel.mayAnswer(world.time.now())) {
        primary = host.number;
      }
    }
    if (primary < 0) {
      world.violated("nobody answers for the VIP " + HEALING / SECOND + " s after all healed");
    }
    if (!world.hosts.get(primary).serving()) {
      world.violated("the VIP is on a host that does not serve");
    }
    if (!world.lan.allFollow(primary)) {
      world.violated("a neighbour still sends to another host");
    }
  }
}
