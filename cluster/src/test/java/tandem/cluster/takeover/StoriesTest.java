package tandem.cluster.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.cluster.takeover.SimulatedWorld.MILLI;
import static tandem.cluster.takeover.SimulatedWorld.SECOND;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tandem.cluster.lease.LeaseSettings;

/**
 * The three workflows of the original system as transcripts: milliseconds since the fault, who
 * heard what and who did what. {@code -Dtandem.regenerate=true} writes them anew; review the diff.
 */
class StoriesTest {

  private static final Path STORIES = Path.of("src/test/resources/stories");
  private static final long CALM = 3 * SECOND;

  @Test
  void manualSwitchover() throws IOException {
    story("manual-switchover", world -> world.requestSwitchover("operator"));
  }

  @Test
  void primarySipServerFailure() throws IOException {
    story("primary-failure", world -> primary(world).crashApplication());
  }

  @Test
  void primarySipServerDisconnected() throws IOException {
    story(
        "primary-disconnected",
        world -> {
          int primary = primary(world).number;
          world.cut(primary, true);
          world.time.after(2 * SECOND, () -> world.cut(primary, false));
        });
  }

  private static SimulatedHost primary(SimulatedWorld world) {
    return world.hosts.stream().filter(SimulatedHost::serving).findFirst().orElseThrow();
  }

  private static void story(String name, Consumer<SimulatedWorld> fault) throws IOException {
    var world =
        new SimulatedWorld(
            new SplittableRandom(1), LeaseSettings.ofDuration(Duration.ofMillis(250)));
    world.hosts.forEach(host -> world.time.after(MILLI, host::startAgent));
    world.time.after(2 * MILLI, world::membershipChanged);
    world.time.runUntil(CALM);
    world.transcript = new Transcript(CALM);
    fault.accept(world);
    world.time.runUntil(CALM + 4 * SECOND);

    String told = String.join("\n", world.transcript.lines()) + "\n";
    Path golden = STORIES.resolve(name + ".txt");
    if (Boolean.getBoolean("tandem.regenerate")) {
      Files.createDirectories(STORIES);
      Files.writeString(golden, told);
    }
    assertThat(told).isEqualTo(Files.readString(golden));
  }
}
