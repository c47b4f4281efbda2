package tandem.cluster.takeover;

import java.util.SplittableRandom;
import tandem.platform.time.Moment;
import tandem.sim.kernel.VirtualKernel;

/**
 * How a simulated host hands its kernel a right: with what is left of it, which counts from when
 * the kernel takes it, and with its end by the wall clock. The agent may be frozen in between.
 */
final class GrantEdge {

  private final SimulatedHost host;
  private final SimulatedWorld world;
  private final SplittableRandom random;
  private long lateUntil;

  GrantEdge(SimulatedHost host, SimulatedWorld world, SplittableRandom random) {
    this.host = host;
    this.world = world;
    this.random = random;
  }

  private record Grant(long remaining, long deadline) {}

  /** Reads the clocks, hands over what is left of the right, then goes on. */
  void grant(Moment rightEnds, Runnable then) {
    if (!world.checksRight) {
      host.kernel.unmute(Long.MAX_VALUE, VirtualKernel.NO_DEADLINE);
    } else if (!host.now().isBefore(rightEnds)) {
      host.kernel.mute();
    } else if (random.nextInt(world.grantsPerPause) == 0) {
      grantLate(read(rightEnds), rightEnds, then);
      return;
    } else {
      take(read(rightEnds));
    }
    then.run();
  }

  private Grant read(Moment rightEnds) {
    long now = world.time.now();
    // The kernel counts the remaining nanoseconds on this host's own clock.
    long remaining = host.clock.trueTime(rightEnds) - 2_000 - now;
    long deadline = host.kernel.wallNanos(now) + host.now().until(rightEnds).toNanos();
    return new Grant(remaining, world.absoluteDeadline ? deadline : VirtualKernel.NO_DEADLINE);
  }

  private void take(Grant grant) {
    long until = world.relativeTimeout ? world.time.now() + grant.remaining : Long.MAX_VALUE;
    host.kernel.unmute(until, grant.deadline);
  }

  /**
   * Frozen between reading the clocks and the kernel's taking the grant, and perhaps again before
   * the agent can see that it was late and grants anew or mutes.
   */
  private void grantLate(Grant grant, Moment rightEnds, Runnable then) {
    long run = host.incarnation();
    long before = random.nextLong(600_000_000);
    long after = random.nextBoolean() ? 0 : random.nextLong(1_000_000_000);
    lateUntil = world.time.now() + before + grant.remaining;
    world.time.after(
        before,
        () -> {
          if (host.runs(run)) {
            take(grant);
          }
        });
    host.pauseWithin(before + after, () -> grant(rightEnds, then));
  }

  /**
   * Steps the wall clock. A step back while a late grant is in the kernel or on its way there is
   * the exposure that remains: it is left out unless the world allows it.
   */
  void stepWallClock(long nanos) {
    if (nanos > 0 || world.time.now() > lateUntil || world.stepsBackDuringLateGrants) {
      host.kernel.stepWallClock(nanos);
    }
  }
}
