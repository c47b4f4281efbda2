package tandem.agent.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tandem.agent.node.NodeEffect;
import tandem.agent.node.NodeInput;
import tandem.os.time.MonotonicClock;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;

class LoopTest {

  private static final int MORE_THAN_THE_QUEUE = 20_000;

  private final List<NodeInput> heard = new ArrayList<>();
  private final Machine<NodeInput, NodeEffect> node =
      new Machine<>() {
        @Override
        public List<NodeEffect> step(Moment now, NodeInput input) {
          heard.add(input);
          return input instanceof NodeInput.StopAsked ? List.of(new NodeEffect.End()) : List.of();
        }

        @Override
        public Optional<Moment> deadline() {
          return Optional.empty();
        }
      };
  private Loop loop;

  private void make() {
    loop = new Loop(MonotonicClock.system(), node, () -> null, _ -> loop.end());
  }

  /** A voter with a long log shows all of it before the loop runs. */
  @Test
  void ofWhatOnlyTheLastCountsOnlyTheLastWaits() {
    make();
    AtomicReference<NodeInput> slot = new AtomicReference<>();
    for (int i = 1; i <= MORE_THAN_THE_QUEUE; i++) {
      loop.putLatest(slot, failed(i));
    }
    loop.put(new NodeInput.StopAsked());

    loop.run();

    assertThat(heard).containsExactly(failed(MORE_THAN_THE_QUEUE), new NodeInput.StopAsked());
    loop.putLatest(slot, failed(1));
    assertThat(slot.get()).as("the slot is free again").isEqualTo(failed(1));
  }

  @Test
  void aQueueThatIsFullIsABugOfOurs() {
    make();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < MORE_THAN_THE_QUEUE; i++) {
                loop.put(failed(i));
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stuck");
  }

  private static NodeInput failed(int number) {
    return new NodeInput.StoreFailed(String.valueOf(number));
  }
}
