package tandem.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.Role;
import tandem.cluster.role.RoleMessage;
import tandem.platform.time.Moment;

/** Start, stop, restart and liveness: the arrows of the drawing at {@link Supervisor}. */
class SupervisorTest {

  private static final SupervisorSettings.Watch HEARTBEAT =
      new SupervisorSettings.Watch.Heartbeat(Duration.ofMillis(100), Duration.ofMillis(500));
  private static final SupervisorSettings.Watch PROBE =
      new SupervisorSettings.Watch.Probe(Duration.ofMillis(200), 2);
  private static final SupervisorSettings.Watch NONE = new SupervisorSettings.Watch.ProcessOnly();

  private Supervisor supervisor;
  private final List<Effect> all = new ArrayList<>();

  private void watch(SupervisorSettings.Watch watch, boolean roleCommand) {
    supervisor =
        new Supervisor(
            Moment.ofMillis(0),
            new SupervisorSettings(
                watch,
                roleCommand,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                Duration.ofSeconds(30)));
  }

  private List<Effect> at(long millis, Input input) {
    List<Effect> effects = supervisor.step(Moment.ofMillis(millis), input);
    all.addAll(effects);
    return effects;
  }

  private List<Effect> tick(long millis) {
    return at(millis, new Input.Tick());
  }

  private List<Effect> said(long millis, RoleMessage.Up message) {
    return at(millis, new Input.Said(message));
  }

  private static RoleMessage.Status started() {
    return new RoleMessage.Status(Role.BACKUP, ApplicationState.STARTED, "");
  }

  private static <T extends Effect> List<T> only(List<Effect> effects, Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private ApplicationState state() {
    return only(all, Effect.StateChanged.class).getLast().state();
  }

  private long lastPing() {
    return only(all, Effect.Tell.class).stream()
        .map(Effect.Tell::message)
        .filter(RoleMessage.Ping.class::isInstance)
        .map(RoleMessage.Ping.class::cast)
        .reduce((_, b) -> b)
        .orElseThrow()
        .sequence();
  }

  private long lastReference() {
    return only(all, Effect.Tell.class).stream()
        .map(Effect.Tell::message)
        .filter(RoleMessage.ChangeRole.class::isInstance)
        .map(RoleMessage.ChangeRole.class::cast)
        .reduce((_, b) -> b)
        .orElseThrow()
        .ref();
  }

  /** Running since 0 under the role protocol, its first ping answered. */
  private void running() {
    watch(HEARTBEAT, false);
    tick(0);
    at(0, new Input.Started(1, 100));
    said(0, new RoleMessage.Hello("test", 100, 1));
    said(0, started());
    said(0, new RoleMessage.Pong(lastPing()));
  }

  private void runningUnder(SupervisorSettings.Watch watch, boolean roleCommand) {
    watch(watch, roleCommand);
    tick(0);
    at(0, new Input.Started(1, 100));
    if (watch instanceof SupervisorSettings.Watch.Probe) {
      at(0, new Input.ProbeAnswered(200));
    }
    assertThat(state()).isEqualTo(ApplicationState.STARTED);
  }

  @Test
  void startsAtOnceAndIsReadyWhenItSaysSo() {
    watch(HEARTBEAT, false);
    assertThat(supervisor.deadline()).contains(Moment.ofMillis(0));
    assertThat(tick(0)).contains(new Effect.Start(1));
    at(5, new Input.Started(1, 100));
    assertThat(said(6, new RoleMessage.Hello("test", 100, 1)))
        .contains(new Effect.Tell(new RoleMessage.ChangeRole(1, Role.BACKUP, 0)));
    assertThat(state()).isEqualTo(ApplicationState.STARTING);
    said(7, new RoleMessage.Status(Role.BACKUP, ApplicationState.INITIALIZING, ""));
    assertThat(state()).isEqualTo(ApplicationState.INITIALIZING);
    assertThat(said(8, started()))
        .contains(new Effect.StateChanged(ApplicationState.STARTED, true, ""));
  }

  @Test
  void oneThatIsNotReadyInTimeIsKilled() {
    watch(HEARTBEAT, false);
    tick(0);
    at(5, new Input.Started(1, 100));
    assertThat(tick(9_999)).isEmpty();
    assertThat(tick(10_000)).contains(new Effect.Kill(1));
    at(10_010, new Input.Exited(1, "signal 9"));
    assertThat(tick(10_210)).contains(new Effect.Start(2));
  }

  @Test
  void oneThatCannotBeStartedIsTriedAgainWithDoubledPauses() {
    watch(NONE, false);
    long now = 0;
    for (long pause : List.of(200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000)) {
      tick(now);
      at(now, new Input.StartFailed(supervisor.run(), "no such file"));
      assertThat(supervisor.deadline()).contains(Moment.ofMillis(now + pause));
      assertThat(tick(now + pause - 1)).isEmpty();
      now += pause;
    }
  }

  @Test
  void oneThatRanLongStartsAgainWithTheShortestPause() {
    runningUnder(NONE, false);
    at(10, new Input.Exited(1, "exit 1"));
    tick(210);
    at(210, new Input.Started(2, 101));
    at(61_000, new Input.Exited(2, "exit 1"));
    assertThat(supervisor.deadline()).contains(Moment.ofMillis(61_200));
  }

  @Test
  void oneThatRanLongAndIsKilledStartsAgainWithTheShortestPauseToo() {
    runningUnder(NONE, false);
    at(10, new Input.Exited(1, "exit 1"));
    tick(210);
    at(210, new Input.Started(2, 101));
    at(61_000, new Input.Kill("hung"));
    at(61_001, new Input.Exited(2, "signal 9"));
    assertThat(supervisor.deadline()).contains(Moment.ofMillis(61_201));
  }

  @Test
  void anExitIsToldAtOnceAndOnesOfOlderRunsNever() {
    running();
    assertThat(at(50, new Input.Exited(1, "exit status 3")))
        .contains(new Effect.StateChanged(ApplicationState.STOPPED, false, "exit status 3"));
    tick(250);
    at(251, new Input.Started(2, 101));
    assertThat(at(252, new Input.Exited(1, "late"))).isEmpty();
    assertThat(at(252, new Input.StartFailed(1, "late"))).isEmpty();
    assertThat(state()).isEqualTo(ApplicationState.STARTING);
  }

  @Test
  void aHangIsKilledBeforeAnybodyIsTold() {
    running();
    List<Effect> effects = List.of();
    for (long at = 100; at <= 700 && only(effects, Effect.Kill.class).isEmpty(); at += 50) {
      effects = tick(at);
    }
    assertThat(effects.stream().map(Object::getClass).map(Class::getSimpleName))
        .containsSubsequence("Kill", "StateChanged");
    assertThat(state()).isEqualTo(ApplicationState.STOPPED);
  }

  @Test
  void aPulseKeepsItAlive() {
    running();
    for (long at = 100; at <= 5_000; at += 100) {
      tick(at);
      said(at + 20, new RoleMessage.Pong(lastPing()));
    }
    assertThat(only(all, Effect.Kill.class)).isEmpty();
  }

  @Test
  void theAgentsOwnLatenessIsNotTheApplicationsHang() {
    running();
    tick(100);
    // Frozen for ten seconds: the pong waits unread in the socket.
    tick(10_100);
    tick(10_101);
    assertThat(only(all, Effect.Kill.class)).isEmpty();
    said(10_102, new RoleMessage.Pong(lastPing()));
    assertThat(state()).isEqualTo(ApplicationState.STARTED);
  }

  @Test
  void aLongInitializationWithoutPongsIsNotAHangWhenItEnds() {
    watch(HEARTBEAT, false);
    tick(0);
    at(0, new Input.Started(1, 100));
    said(0, new RoleMessage.Hello("test", 100, 1));
    for (long at = 100; at <= 3_000; at += 100) {
      tick(at);
    }
    said(3_010, started());
    said(3_011, new RoleMessage.Pong(lastPing()));
    assertThat(only(all, Effect.Kill.class)).isEmpty();
    assertThat(state()).isEqualTo(ApplicationState.STARTED);
  }

  @Test
  void aClosedRoleSocketIsTheEndOfIt() {
    running();
    assertThat(at(50, new Input.Disconnected())).contains(new Effect.Kill(1));
    assertThat(state()).isEqualTo(ApplicationState.STOPPED);
    assertThat(only(at(51, new Input.Exited(1, "signal 9")), Effect.Kill.class)).isEmpty();
    assertThat(at(52, new Input.Disconnected())).isEmpty();
  }

  @Test
  void aDeadProcessIsStoppedBeforeItsSocketsAreClosed() {
    running();
    assertThat(at(49, new Input.Died(0))).as("an earlier run").isEmpty();
    at(50, new Input.Died(1));
    assertThat(state()).isEqualTo(ApplicationState.STOPPED);
    assertThat(at(60, new Input.Disconnected())).isEmpty();
    at(61, new Input.Exited(1, "signal 9"));
    assertThat(state()).isEqualTo(ApplicationState.STOPPED);
  }

  @Test
  void aKillThatDoesNotEndItIsRepeated() {
    running();
    at(50, new Input.Kill("test"));
    assertThat(supervisor.deadline()).as("its exit must not be waited for, for ever").isPresent();
    assertThat(tick(5_050)).contains(new Effect.Kill(1));
  }

  @Test
  void aDyingApplicationSaysNothingAnyMore() {
    running();
    at(50, new Input.Kill("test"));
    said(51, started());
    assertThat(state()).isEqualTo(ApplicationState.STOPPED);
  }

  @Test
  void anAnswerToAProbeDoesNotWakeTheDead() {
    runningUnder(PROBE, false);
    tick(200);
    at(201, new Input.Exited(1, "signal 11"));
    at(202, new Input.ProbeAnswered(200));
    assertThat(state()).isEqualTo(ApplicationState.STOPPED);
    at(203, new Input.Stop());
    at(204, new Input.ProbeAnswered(200));
    assertThat(state()).isEqualTo(ApplicationState.STOPPED);
  }

  @Test
  void onlyTheAnswerToTheLastRoleAskedCounts() {
    running();
    at(50, new Input.ChangeRole(Role.PRIMARY, 2));
    long old = lastReference();
    at(51, new Input.ChangeRole(Role.BACKUP, 2));
    assertThat(said(52, new RoleMessage.RoleChanged(old, Role.PRIMARY, 2))).isEmpty();
    assertThat(said(52, new RoleMessage.RoleRefused(old, "late"))).isEmpty();
    assertThat(said(53, new RoleMessage.RoleChanged(lastReference(), Role.BACKUP, 2)))
        .contains(new Effect.RoleTaken(Role.BACKUP, 2));
    assertThat(said(54, new RoleMessage.RoleChanged(lastReference(), Role.BACKUP, 2))).isEmpty();
  }

  @Test
  void theRoleGivenAtTheHelloIsNotAnAnswerToTheTakeover() {
    running();
    assertThat(said(1, new RoleMessage.RoleChanged(lastReference(), Role.BACKUP, 0))).isEmpty();
  }

  @Test
  void aRoleAskedBeforeTheHelloIsToldWithIt() {
    watch(HEARTBEAT, false);
    tick(0);
    at(1, new Input.Started(1, 100));
    assertThat(at(2, new Input.ChangeRole(Role.PRIMARY, 3))).isEmpty();
    said(3, new RoleMessage.Hello("test", 100, 1));
    assertThat(said(4, new RoleMessage.RoleChanged(lastReference(), Role.PRIMARY, 3)))
        .contains(new Effect.RoleTaken(Role.PRIMARY, 3));
  }

  @Test
  void aNewRunIsBackup() {
    running();
    at(50, new Input.ChangeRole(Role.PRIMARY, 2));
    at(60, new Input.Exited(1, "exit 1"));
    tick(260);
    at(261, new Input.Started(2, 101));
    said(262, new RoleMessage.Hello("test", 101, 1));
    assertThat(all)
        .contains(new Effect.Tell(new RoleMessage.ChangeRole(lastReference(), Role.BACKUP, 2)));
  }

  @Test
  void failuresOfTheProbeCountInARow() {
    runningUnder(PROBE, false);
    at(200, new Input.ProbeFailed("time-out"));
    at(400, new Input.ProbeAnswered(200));
    at(600, new Input.ProbeFailed("time-out"));
    assertThat(only(all, Effect.Kill.class)).isEmpty();
    assertThat(at(800, new Input.ProbeFailed("time-out"))).contains(new Effect.Kill(1));
  }

  @Test
  void probesAreAskedAtTheirInterval() {
    runningUnder(PROBE, false);
    assertThat(supervisor.deadline()).contains(Moment.ofMillis(200));
    assertThat(tick(199)).isEmpty();
    assertThat(tick(200)).containsExactly(new Effect.Probe());
    assertThat(supervisor.deadline()).contains(Moment.ofMillis(400));
  }

  @Test
  void a503IsServiceUnavailableAndNotADeath() {
    runningUnder(PROBE, false);
    assertThat(at(200, new Input.ProbeAnswered(503)))
        .contains(
            new Effect.StateChanged(
                ApplicationState.SERVICE_UNAVAILABLE, true, "answers OPTIONS with 503"));
    at(400, new Input.ProbeAnswered(404));
    assertThat(state()).isEqualTo(ApplicationState.STARTED);
  }

  @Test
  void aProgramThatKnowsNoRolesTakesEachAtOnce() {
    runningUnder(PROBE, false);
    assertThat(at(10, new Input.ChangeRole(Role.PRIMARY, 4)))
        .contains(new Effect.RoleTaken(Role.PRIMARY, 4));
  }

  @Test
  void theRoleCommandAnswersForIt() {
    runningUnder(PROBE, true);
    assertThat(at(10, new Input.ChangeRole(Role.PRIMARY, 4)))
        .contains(new Effect.RunRoleCommand(Role.PRIMARY, 4))
        .noneMatch(Effect.RoleTaken.class::isInstance);
    assertThat(at(11, new Input.RoleCommandEnded(Role.BACKUP, 4, true, ""))).isEmpty();
    assertThat(at(11, new Input.RoleCommandEnded(Role.PRIMARY, 3, true, ""))).isEmpty();
    assertThat(at(12, new Input.RoleCommandEnded(Role.PRIMARY, 4, false, "exit status 1")))
        .contains(new Effect.RoleRefused(Role.PRIMARY, 4, "exit status 1"));
    assertThat(at(13, new Input.RoleCommandEnded(Role.PRIMARY, 4, true, ""))).isEmpty();
  }

  @Test
  void stopAsksThenTerminatesThenKillsAndEndsOnce() {
    running();
    assertThat(at(10, new Input.Stop()))
        .contains(new Effect.Tell(new RoleMessage.Exit()), new Effect.Terminate(1));
    assertThat(state()).isEqualTo(ApplicationState.STOPPING);
    assertThat(supervisor.deadline()).contains(Moment.ofMillis(5_010));
    assertThat(tick(5_010)).contains(new Effect.Kill(1));
    assertThat(tick(10_010)).contains(new Effect.Kill(1));
    assertThat(at(10_011, new Input.Exited(1, "signal 9"))).contains(new Effect.Stopped());
    at(10_012, new Input.Stop());
    assertThat(only(all, Effect.Stopped.class)).hasSize(1);
    assertThat(supervisor.deadline()).isEqualTo(Optional.empty());
  }

  @Test
  void stopWhileItRestsOrDiesEndsToo() {
    running();
    at(10, new Input.Exited(1, "exit 1"));
    assertThat(at(20, new Input.Stop())).contains(new Effect.Stopped());
    assertThat(tick(300)).noneMatch(Effect.Start.class::isInstance);
    running();
    at(10, new Input.Kill("x"));
    at(11, new Input.Stop());
    assertThat(at(12, new Input.Exited(1, "signal 9"))).contains(new Effect.Stopped());
  }
}
