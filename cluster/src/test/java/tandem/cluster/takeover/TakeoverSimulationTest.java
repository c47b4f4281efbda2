package tandem.cluster.takeover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.lease.LeaseSettings;

/**
 * The rules of the takeover under random faults (design: "never two hosts that may answer for the
 * VIP").
 *
 * <p>{@code -Dtandem.sim.seeds=N} runs more; {@code -Dtandem.sim.seed=S} replays one.
 */
class TakeoverSimulationTest {

  private static final long SEEDS = Long.getLong("tandem.sim.seeds", 10_000);

  @Test
  void promisesHoldUnderRandomFaults() {
    Long single = Long.getLong("tandem.sim.seed");
    AtomicLong takeovers = new AtomicLong();
    AtomicLong words = new AtomicLong();
    LongStream seeds = single != null ? LongStream.of(single) : LongStream.range(0, SEEDS);
    seeds
        .parallel()
        .forEach(
            seed -> {
              SimulatedWorld world = run(seed, _ -> {});
              takeovers.addAndGet(world.takeovers);
              words.addAndGet(world.words);
            });
    // The runs must not be idle: on average several changes of primary each, one of them by word.
    assertThat(takeovers.get()).isGreaterThan(single != null ? 0 : 3 * SEEDS);
    assertThat(words.get()).isGreaterThan(single != null ? -1 : SEEDS / 2);
  }

  @Test
  void anEdgeThatIgnoresTheEndOfTheRightIsFoundOut() {
    assertThat(failures(200, chaos -> chaos.world.checksRight = false))
        .as("runs of 200 in which two hosts answered")
        .isGreaterThan(20);
  }

  @Test
  void aCandidateThatDoesNotWaitForTheLeaseIsFoundOut() {
    LeaseSettings impatient = LeaseSettings.ofDuration(Duration.ofMillis(60));
    assertThat(failures(300, chaos -> chaos.world.leaseOfSecond = _ -> impatient))
        .as("runs of 300 in which two hosts answered")
        .isGreaterThan(20);
  }

  @Test
  void aClaimThatDoesNotRaiseTheEpochIsFoundOut() {
    assertThat(
            failures(
                200,
                chaos ->
                    chaos.world.writes =
                        record ->
                            record instanceof LeaseRecord.Held held
                                ? new LeaseRecord.Held(
                                    held.version(), 1, held.holder(), held.planned(), held.reason())
                                : record))
        .isGreaterThan(100);
  }

  @Test
  void aWordThatCountsFromItsReceiptIsFoundOut() {
    Consumer<Chaos> late = chaos -> chaos.world.badPost = true;
    assertThat(failures(300, late)).as("counted from the mark").isZero();
    Consumer<Chaos> received = chaos -> chaos.world.letters = TakeoverSimulationTest::marked;
    assertThat(failures(1_000, late.andThen(received)))
        .as("runs of 1,000 in which two hosts answered or an older epoch was served")
        .isPositive();
  }

  private static Letter marked(SimulatedHost to, Letter letter) {
    return letter instanceof Letter.HandOver word
        ? new Letter.HandOver(
            word.by(), word.epoch(), word.heir(), to.now(), word.planned(), word.reason())
        : letter;
  }

  @Test
  void aTimeoutThatCountsFromALateCallIsFoundOut() {
    Consumer<Chaos> late = chaos -> chaos.world.grantsPerPause = 20;
    assertThat(failures(300, late)).as("with the absolute deadline").isZero();
    assertThat(failures(300, late.andThen(chaos -> chaos.world.absoluteDeadline = false)))
        .as("runs of 300 in which two hosts answered")
        .isGreaterThan(20);
  }

  @Test
  void aDeadlineThatTrustsTheWallClockAloneIsFoundOut() {
    assertThat(failures(300, chaos -> chaos.world.relativeTimeout = false))
        .as("runs of 300 in which two hosts answered")
        .isPositive();
  }

  /** The exposure that remains: both of a host's clocks fooled at once. */
  @Test
  void aStepBackWhileAGrantIsLateIsFoundOut() {
    Consumer<Chaos> late = chaos -> chaos.world.grantsPerPause = 20;
    assertThat(failures(500, late.andThen(chaos -> chaos.world.stepsBackDuringLateGrants = true)))
        .as("runs of 500 in which two hosts answered")
        .isPositive();
  }

  private static long failures(int runs, Consumer<Chaos> mutation) {
    return LongStream.range(0, runs)
        .parallel()
        .filter(
            seed -> {
              try {
                run(seed, mutation);
                return false;
              } catch (AssertionError broken) {
                return true;
              }
            })
        .count();
  }

  private static SimulatedWorld run(long seed, Consumer<Chaos> mutation) {
    Chaos chaos = new Chaos(seed);
    mutation.accept(chaos);
    try {
      chaos.run();
    } catch (AssertionError | IllegalStateException broken) {
      throw new AssertionError(
          "seed " + seed + ": " + broken.getMessage() + " (replay: -Dtandem.sim.seed=" + seed + ")",
          broken);
    }
    return chaos.world;
  }
}
