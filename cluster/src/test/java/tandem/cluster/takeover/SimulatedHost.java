package tandem.cluster.takeover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import tandem.cluster.group.MemberSettings;
import tandem.cluster.group.Standing;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseSettings;
import tandem.cluster.role.ApplicationState;
import tandem.platform.time.Moment;
import tandem.sim.kernel.VirtualKernel;
import tandem.sim.time.HostClock;

/**
 * One host of the simulated pair: its agent (the member under test), kernel, application, clock and
 * their faults.
 */
final class SimulatedHost {

  final int number;
  final HostName name;
  final HostClock clock;
  final VirtualKernel kernel;
  final GrantEdge grants;
  private final SimulatedWorld world;
  private final SplittableRandom random;
  private final List<Runnable> whilePaused = new ArrayList<>();
  private Member member;
  private long incarnation;
  private long tickAt = Long.MAX_VALUE;
  private long pausedUntil;
  private Optional<Effect.ExtendRight> extension = Optional.empty();
  private long edgeFreeAt;
  private long roleFreeAt;
  private boolean agentAlive;
  private boolean applicationAlive;
  private boolean applicationHung;
  private boolean unavailable;
  private boolean carrier = true;
  private boolean maintenance;
  private long applicationEpoch;
  private long applicationStarts;
  long commandsLieUntil;
  long commandsHangUntil;

  SimulatedHost(SimulatedWorld world, int number, HostClock clock, SplittableRandom random) {
    this.world = world;
    this.number = number;
    this.name = new HostName("sip-" + (number + 1));
    this.clock = clock;
    this.random = random;
    this.kernel = new VirtualKernel(clock);
    this.grants = new GrantEdge(this, world, random.split());
  }

  Moment now() {
    return clock.local(world.time.now());
  }

  boolean cut() {
    return world.cut[number];
  }

  Optional<Member> member() {
    return agentAlive ? Optional.of(member) : Optional.empty();
  }

  boolean serving() {
    return agentAlive && member.standing() == Standing.PRIMARY;
  }

  void startAgent() {
    if (agentAlive) {
      return;
    }
    agentAlive = true;
    incarnation = random.nextLong();
    extension = Optional.empty();
    edgeFreeAt = world.time.now();
    LeaseSettings lease = world.leaseOf(number);
    member =
        new Member(
            now(),
            new MemberSettings(
                name,
                incarnation,
                world.names(),
                lease,
                Duration.ofMillis(1_000),
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                1_000,
                world.automaticFailback));
    execute(member.start());
    input(new Input.RecordSeen(world.store.value()));
    input(new Input.CarrierSeen(carrier));
    input(new Input.MaintenanceSet(maintenance));
    tellMembership();
    world.statuses().forEach(status -> input(new Input.StatusSeen(status)));
    startApplication(random.nextLong(50_000_000));
  }

  /** kill -9 of the agent: the application dies with it, the kernel keeps what it has. */
  void killAgent() {
    agentAlive = false;
    applicationAlive = false;
    whilePaused.clear();
    tickAt = Long.MAX_VALUE;
  }

  void pause(long nanos) {
    pausedUntil = Math.max(pausedUntil, world.time.now() + nanos);
    world.time.at(pausedUntil, this::resume);
  }

  private void resume() {
    if (world.time.now() < pausedUntil) {
      return;
    }
    // What runs first may be frozen again.
    while (!paused() && !whilePaused.isEmpty()) {
      whilePaused.removeFirst().run();
    }
    tick(tickAt);
  }

  private boolean paused() {
    return world.time.now() < pausedUntil;
  }

  /** True if the agent that had this incarnation still runs. */
  boolean runs(long run) {
    return agentAlive && run == incarnation;
  }

  long incarnation() {
    return incarnation;
  }

  /** Freezes the agent; the rest of the act it was in comes first when it wakes. */
  void pauseWithin(long nanos, Runnable rest) {
    pause(nanos);
    whilePaused.addFirst(rest);
  }

  /** Runs now, or when the agent is no longer frozen; not at all if its run is over by then. */
  private void whenAwake(Runnable action) {
    if (paused()) {
      whilePaused.add(action);
    } else {
      action.run();
    }
  }

  void input(Input input) {
    long run = incarnation;
    whenAwake(
        () -> {
          if (runs(run)) {
            world.transcript.heard(world.time.now(), name, input);
            execute(member.step(now(), input));
          }
        });
  }

  private void execute(List<Effect> effects) {
    effects.forEach(this::effect);
    Optional<Moment> deadline = member.deadline();
    if (deadline.isPresent()) {
      long at = Math.max(clock.trueTime(deadline.get()), world.time.now() + 1_000);
      if (at != tickAt) {
        tickAt = at;
        world.time.at(at, () -> tick(at));
      }
    }
  }

  private void tick(long at) {
    if (agentAlive && at == tickAt && !paused()) {
      tickAt = Long.MAX_VALUE;
      execute(member.step(now(), new Input.Tick()));
    }
  }

  private void effect(Effect effect) {
    world.transcript.did(world.time.now(), name, effect);
    switch (effect) {
      case Effect.CompareAndSet cas -> world.compareAndSet(this, incarnation, cas);
      case Effect.Publish publish -> world.publish(this, publish.status());
      case Effect.Tell tell -> world.tell(this, tell);
      case Effect.ChangeRole change -> changeRole(change);
      case Effect.KillApplication _ -> crashApplication();
      case Effect.RaiseAddress raise -> edge(() -> raise(raise));
      case Effect.ExtendRight extend -> extendSoon(extend);
      case Effect.WithdrawAddress _ -> edge(this::withdraw);
      case Effect.Announce announce -> edge(() -> announce(announce.rightEnds()));
      case Effect.Serving serving -> world.serving(this, serving.epoch());
      case Effect.Answer answer -> world.answered(answer);
      case Effect.Log _, Effect.Steps _, Effect.Stopped _ -> {}
    }
  }

  /**
   * The edge is serial: one act after the other, each with its own delay, none while the agent is
   * frozen.
   */
  private void edge(Runnable act) {
    long run = incarnation;
    long delay = 20_000 + random.nextLong(300_000);
    if (world.time.now() < commandsHangUntil) {
      delay += random.nextLong(900_000_000);
    }
    edgeFreeAt = Math.max(edgeFreeAt, world.time.now()) + delay;
    world.time.at(
        edgeFreeAt,
        () ->
            whenAwake(
                () -> {
                  if (runs(run)) {
                    act.run();
                  }
                }));
  }

  private void raise(Effect.RaiseAddress raise) {
    if (world.checksRight && !now().isBefore(raise.rightEnds())) {
      input(new Input.AddressFailed(true, "the right was over"));
      return;
    }
    boolean lie = world.time.now() < commandsLieUntil;
    if (lie) {
      // The command said yes and did nothing: the read-back finds out.
      input(new Input.AddressFailed(true, "not there when read back"));
      return;
    }
    kernel.addAddress();
    grants.grant(
        raise.rightEnds(),
        () -> {
          announce(raise.rightEnds());
          input(new Input.AddressUp(raise.epoch()));
        });
  }

  /** Only the last of several extensions that wait matters. */
  private void extendSoon(Effect.ExtendRight extend) {
    boolean waits = extension.isPresent();
    extension = Optional.of(extend);
    if (!waits) {
      edge(
          () -> {
            Effect.ExtendRight latest = extension.orElseThrow();
            extension = Optional.empty();
            extend(latest);
          });
    }
  }

  private void extend(Effect.ExtendRight extend) {
    if (kernel.hasAddress()) {
      grants.grant(extend.rightEnds(), () -> {});
    }
  }

  private void withdraw() {
    kernel.mute();
    if (world.time.now() < commandsLieUntil) {
      input(new Input.AddressFailed(false, "still there when read back"));
      return;
    }
    kernel.removeAddress();
    input(new Input.AddressDown());
  }

  private void announce(Moment rightEnds) {
    if (!carrier || !now().isBefore(rightEnds) || !kernel.mayAnswer(world.time.now())) {
      return;
    }
    world.announce(this);
  }

  private void changeRole(Effect.ChangeRole change) {
    if (!applicationAlive || applicationHung) {
      return;
    }
    long start = applicationStarts;
    // A stream socket keeps the order.
    roleFreeAt = Math.max(roleFreeAt, world.time.now()) + 100_000 + random.nextLong(3_000_000);
    world.time.at(
        roleFreeAt,
        () -> {
          if (!applicationAlive || applicationHung || start != applicationStarts) {
            return;
          }
          if (change.epoch() < applicationEpoch) {
            world.violated("the application on " + name + " was told an older epoch");
          }
          applicationEpoch = change.epoch();
          input(new Input.RoleTaken(change.role(), change.epoch()));
        });
  }

  void crashApplication() {
    if (!applicationAlive) {
      return;
    }
    applicationAlive = false;
    input(new Input.ApplicationSeen(ApplicationState.STOPPED, false, "exited"));
    startApplication(200_000_000 + random.nextLong(800_000_000));
  }

  void hangApplication() {
    if (!applicationAlive) {
      return;
    }
    applicationHung = true;
    long start = applicationStarts;
    world.time.after(
        200_000_000,
        () -> {
          if (start == applicationStarts) {
            crashApplication();
          }
        });
  }

  private void startApplication(long delay) {
    long run = incarnation;
    world.time.after(
        delay,
        () -> {
          if (agentAlive && run == incarnation && !applicationAlive) {
            applicationStarts++;
            applicationAlive = true;
            applicationHung = false;
            applicationEpoch = 0;
            tellApplication();
          }
        });
  }

  void unavailable(boolean now) {
    unavailable = now;
    tellApplication();
  }

  private void tellApplication() {
    if (applicationAlive && !applicationHung) {
      ApplicationState state =
          unavailable ? ApplicationState.SERVICE_UNAVAILABLE : ApplicationState.STARTED;
      input(new Input.ApplicationSeen(state, true, ""));
    }
  }

  void carrier(boolean up) {
    carrier = up;
    input(new Input.CarrierSeen(up));
  }

  boolean hasCarrier() {
    return carrier;
  }

  void maintenance(boolean on) {
    maintenance = on;
    input(new Input.MaintenanceSet(on));
  }

  void tellMembership() {
    input(new Input.MembershipSeen(world.connectedTo(number), world.majorityAt(number)));
  }
}
