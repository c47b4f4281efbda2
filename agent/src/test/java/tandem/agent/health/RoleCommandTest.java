package tandem.agent.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.cluster.role.Role;
import tandem.platform.time.Moment;

/** A program that is asked by OPTIONS and told its roles by a command. */
class RoleCommandTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private Moment now = Moment.ofMillis(0);
  private final Supervisor supervisor =
      new Supervisor(
          now,
          new SupervisorSettings(
              new SupervisorSettings.Watch.Probe(Duration.ofMillis(100), 2),
              true,
              SECOND,
              SECOND,
              Duration.ofMillis(200),
              SECOND));

  private List<Effect> step(Input input) {
    now = now.plus(Duration.ofMillis(1));
    return supervisor.step(now, input);
  }

  private List<Effect> running() {
    step(new Input.Tick());
    step(new Input.Started(supervisor.run(), 42));
    return step(new Input.ProbeAnswered(200));
  }

  @Test
  void aFreshApplicationIsToldItIsBackupOnce() {
    assertThat(running()).contains(new Effect.RunRoleCommand(Role.BACKUP, 0));
    assertThat(step(new Input.ProbeAnswered(200)))
        .doesNotHaveAnyElementsOfTypes(Effect.RunRoleCommand.class);
  }

  @Test
  void theDeathOfAPrimaryIsToldByTheCommand() {
    running();
    assertThat(step(new Input.ChangeRole(Role.PRIMARY, 7)))
        .contains(new Effect.RunRoleCommand(Role.PRIMARY, 7));
    assertThat(step(new Input.RoleCommandEnded(Role.PRIMARY, 7, true, "exit status 0")))
        .contains(new Effect.RoleTaken(Role.PRIMARY, 7));

    assertThat(step(new Input.Exited(supervisor.run(), "ended by signal 9")))
        .contains(new Effect.RunRoleCommand(Role.BACKUP, 7));
  }

  @Test
  void theDeathOfABackupIsNotTold() {
    running();
    assertThat(step(new Input.Exited(supervisor.run(), "ended by signal 9")))
        .doesNotHaveAnyElementsOfTypes(Effect.RunRoleCommand.class);
  }

  @Test
  void aLateAnswerForAnOlderRoleIsNoAnswer() {
    running();
    step(new Input.ChangeRole(Role.PRIMARY, 7));
    assertThat(step(new Input.RoleCommandEnded(Role.BACKUP, 0, true, "exit status 0")))
        .doesNotHaveAnyElementsOfTypes(Effect.RoleTaken.class);
  }

  @Test
  void silenceToTwoProbesIsAHangAndEndsIt() {
    running();
    assertThat(step(new Input.ProbeFailed("none within 500 ms")))
        .doesNotContain(new Effect.Kill(supervisor.run()));
    assertThat(step(new Input.ProbeFailed("none within 500 ms")))
        .contains(new Effect.Kill(supervisor.run()));
  }
}
