package tandem.agent.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.cluster.role.RoleMessage;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;

/**
 * Starts, watches, restarts and stops the application of this host.
 *
 * <pre>
 *  Resting ──pause over──► Starting ──ready──► Running
 *     ▲                       │ exit, time-out     │ exit, hang, killed
 *     └───────────────────────┴────────────────────┘
 *  any ──stop──► Stopping ──exit──► Gone
 * </pre>
 *
 * A hang and an exit are the same to the takeover: the application cannot serve. A hung one is
 * killed before anybody is told, so that it cannot wake up as a second primary.
 */
public final class Supervisor implements Machine<Input, Effect> {

  /** An application that ran this long starts again with the shortest pause. */
  static final Duration SETTLED = Duration.ofSeconds(10);

  private sealed interface State {
    record Resting(Moment until) implements State {}

    record Starting(Moment since) implements State {}

    record Running(Moment since) implements State {}

    /** Killed; its exit is waited for, and if it does not come it is killed again. */
    record Dying(Moment againAt) implements State {}

    record Stopping(Moment killAt) implements State {}

    record Gone() implements State {}
  }

  private final SupervisorSettings settings;
  private final Liveness liveness;
  private List<Effect> effects = new ArrayList<>();
  private State state;
  private long run;
  private int restarts;
  private boolean connected;
  private long reference;
  private Role role = Role.BACKUP;
  private long epoch;
  private boolean roleAsked;
  private Optional<Effect.StateChanged> told = Optional.empty();

  public Supervisor(Moment now, SupervisorSettings settings) {
    this.settings = settings;
    this.liveness = new Liveness(settings.watch());
    this.state = new State.Resting(now);
  }

  public long run() {
    return run;
  }

  @Override
  public List<Effect> step(Moment now, Input input) {
    effects = new ArrayList<>();
    switch (input) {
      case Input.Tick _ -> {}
      case Input.Started started when started.run() == run -> started(now);
      case Input.StartFailed failed when failed.run() == run ->
          ended(now, "could not be started: " + failed.reason());
      case Input.Exited exited when exited.run() == run -> ended(now, exited.how());
      case Input.Died died when died.run() == run -> died(now);
      case Input.Started _, Input.StartFailed _, Input.Exited _, Input.Died _ -> {}
      case Input.Said said -> said(now, said.message());
      case Input.Disconnected _ -> disconnected(now);
      case Input.ProbeAnswered answer -> probeAnswered(now, answer.status());
      case Input.ProbeFailed failed -> probeFailed(now, failed.reason());
      case Input.RoleCommandEnded ended -> roleCommandEnded(ended);
      case Input.ChangeRole change -> changeRole(change);
      case Input.Kill kill -> kill(now, kill.reason());
      case Input.Stop _ -> stop(now);
    }
    settle(now);
    return effects;
  }

  private void started(Moment now) {
    if (state instanceof State.Starting) {
      liveness.begin(now);
      if (settings.watch() instanceof SupervisorSettings.Watch.ProcessOnly) {
        running(now, ApplicationState.STARTED, true, "");
      }
    }
  }

  private void ended(Moment now, String how) {
    connected = false;
    switch (state) {
      case State.Stopping _, State.Gone _ -> {
        state = new State.Gone();
        tell(ApplicationState.STOPPED, false, how);
        effects.add(new Effect.Stopped());
      }
      case State.Running running -> {
        forgive(now, running);
        rest(now, how);
      }
      case State.Starting _, State.Dying _, State.Resting _ -> rest(now, how);
    }
  }

  private void forgive(Moment now, State.Running running) {
    if (now.since(running.since()).compareTo(SETTLED) > 0) {
      restarts = 0;
    }
  }

  private void rest(Moment now, String how) {
    Duration pause = settings.restartInitial().multipliedBy(1L << Math.min(restarts, 20));
    if (pause.compareTo(settings.restartMax()) > 0) {
      pause = settings.restartMax();
    }
    restarts++;
    effects.add(
        new Effect.Log("application.exited", how + "; again in " + pause.toMillis() + " ms"));
    tell(ApplicationState.STOPPED, false, how);
    if (role == Role.PRIMARY) {
      role = Role.BACKUP;
      tellBackupByCommand();
    }
    state = new State.Resting(now.plus(pause));
  }

  private void said(Moment now, RoleMessage.Up message) {
    switch (message) {
      case RoleMessage.Hello hello -> {
        connected = true;
        liveness.begin(now);
        effects.add(
            new Effect.Log("application.connected", hello.application() + ", pid " + hello.pid()));
        effects.add(new Effect.Tell(new RoleMessage.ChangeRole(++reference, role, epoch)));
      }
      case RoleMessage.Status status -> {
        if (state instanceof State.Starting || state instanceof State.Running) {
          running(now, status.state(), status.state().canServe(), status.reason());
        }
      }
      case RoleMessage.RoleChanged changed when changed.ref() == reference && roleAsked -> {
        roleAsked = false;
        effects.add(new Effect.RoleTaken(changed.role(), changed.epoch()));
      }
      case RoleMessage.RoleRefused refused when refused.ref() == reference && roleAsked -> {
        roleAsked = false;
        effects.add(new Effect.RoleRefused(role, epoch, refused.reason()));
      }
      case RoleMessage.RoleChanged _, RoleMessage.RoleRefused _ -> {}
      case RoleMessage.Pong pong -> liveness.pong(now, pong.sequence());
    }
  }

  private void running(Moment now, ApplicationState reported, boolean synced, String note) {
    if (state instanceof State.Starting
        && reported != ApplicationState.STARTING
        && reported != ApplicationState.INITIALIZING) {
      state = new State.Running(now);
      tellBackupByCommand();
      // While it started it may have had no time for us; its silence counts from here.
      liveness.begin(now);
    }
    tell(reported, synced, note);
  }

  /** A fresh application is backup; whoever hears roles by the command must know it too. */
  private void tellBackupByCommand() {
    if (settings.roleCommand()) {
      effects.add(new Effect.RunRoleCommand(Role.BACKUP, epoch));
    }
  }

  private void died(Moment now) {
    if (state instanceof State.Running) {
      kill(now, "its process died");
    }
  }

  private void disconnected(Moment now) {
    if (connected && state instanceof State.Running) {
      kill(now, "it closed its role socket");
    }
    connected = false;
  }

  private void probeAnswered(Moment now, int status) {
    if (!(state instanceof State.Starting || state instanceof State.Running)) {
      return;
    }
    liveness.answered();
    boolean out = status == 503;
    running(
        now,
        out ? ApplicationState.SERVICE_UNAVAILABLE : ApplicationState.STARTED,
        true,
        out ? "answers OPTIONS with 503" : "");
  }

  private void probeFailed(Moment now, String reason) {
    liveness.failed();
    if (state instanceof State.Running && liveness.exhausted()) {
      kill(now, "no answer to OPTIONS, " + reason);
    }
  }

  private void changeRole(Input.ChangeRole change) {
    role = change.role();
    epoch = change.epoch();
    roleAsked = true;
    if (settings.watch() instanceof SupervisorSettings.Watch.Heartbeat) {
      if (connected) {
        effects.add(new Effect.Tell(new RoleMessage.ChangeRole(++reference, role, epoch)));
      }
    } else if (settings.roleCommand()) {
      effects.add(new Effect.RunRoleCommand(role, epoch));
    } else {
      roleAsked = false;
      effects.add(new Effect.RoleTaken(role, epoch));
    }
  }

  private void roleCommandEnded(Input.RoleCommandEnded ended) {
    if (!roleAsked || ended.role() != role || ended.epoch() != epoch) {
      return;
    }
    roleAsked = false;
    effects.add(
        ended.done()
            ? new Effect.RoleTaken(role, epoch)
            : new Effect.RoleRefused(role, epoch, ended.reason()));
  }

  private void kill(Moment now, String reason) {
    if (state instanceof State.Running running) {
      forgive(now, running);
    }
    if (state instanceof State.Running || state instanceof State.Starting) {
      effects.add(new Effect.Log("application.killed", reason));
      effects.add(new Effect.Kill(run));
      state = new State.Dying(now.plus(settings.stopTimeout()));
      tell(ApplicationState.STOPPED, false, reason);
    }
  }

  private void stop(Moment now) {
    switch (state) {
      case State.Resting _ -> {
        state = new State.Gone();
        effects.add(new Effect.Stopped());
      }
      case State.Starting _, State.Running _, State.Dying _ -> {
        state = new State.Stopping(now.plus(settings.stopTimeout()));
        if (connected) {
          effects.add(new Effect.Tell(new RoleMessage.Exit()));
        }
        effects.add(new Effect.Terminate(run));
        tell(ApplicationState.STOPPING, false, "");
      }
      case State.Stopping _, State.Gone _ -> {}
    }
  }

  private void settle(Moment now) {
    switch (state) {
      case State.Resting resting when now.reached(resting.until()) -> {
        run++;
        connected = false;
        roleAsked = false;
        role = Role.BACKUP;
        state = new State.Starting(now);
        tell(ApplicationState.STARTING, false, "");
        effects.add(new Effect.Start(run));
      }
      case State.Starting starting
          when now.reached(starting.since().plus(settings.startTimeout())) ->
          kill(now, "not ready within " + settings.startTimeout().toMillis() + " ms of its start");
      case State.Starting _ -> ask(now);
      case State.Running _ -> {
        liveness.silence(now, connected).ifPresent(reason -> kill(now, reason));
        ask(now);
      }
      case State.Dying dying when now.reached(dying.againAt()) -> {
        effects.add(new Effect.Kill(run));
        state = new State.Dying(now.plus(settings.stopTimeout()));
      }
      case State.Stopping stopping when now.reached(stopping.killAt()) -> {
        effects.add(
            new Effect.Log("application.killed", "it did not end within its stop time-out"));
        effects.add(new Effect.Kill(run));
        state = new State.Stopping(now.plus(settings.stopTimeout()));
      }
      case State.Resting _, State.Dying _, State.Stopping _, State.Gone _ -> {}
    }
  }

  private void ask(Moment now) {
    switch (settings.watch()) {
      case SupervisorSettings.Watch.Heartbeat _ when connected && liveness.due(now) ->
          effects.add(new Effect.Tell(new RoleMessage.Ping(liveness.asked(now))));
      case SupervisorSettings.Watch.Probe _ when liveness.due(now) -> {
        liveness.asked(now);
        effects.add(new Effect.Probe());
      }
      case SupervisorSettings.Watch _ -> {}
    }
  }

  private void tell(ApplicationState reported, boolean synced, String note) {
    Effect.StateChanged changed = new Effect.StateChanged(reported, synced, note);
    if (!told.equals(Optional.of(changed))) {
      told = Optional.of(changed);
      effects.add(changed);
    }
  }

  @Override
  public Optional<Moment> deadline() {
    return switch (state) {
      case State.Resting resting -> Optional.of(resting.until());
      case State.Starting starting ->
          earliest(starting.since().plus(settings.startTimeout()), liveness.deadline(connected));
      case State.Running _ -> liveness.deadline(connected);
      case State.Stopping stopping -> Optional.of(stopping.killAt());
      case State.Dying dying -> Optional.of(dying.againAt());
      case State.Gone _ -> Optional.empty();
    };
  }

  private static Optional<Moment> earliest(Moment a, Optional<Moment> b) {
    return Optional.of(b.map(other -> Moment.earliest(a, other)).orElse(a));
  }
}
