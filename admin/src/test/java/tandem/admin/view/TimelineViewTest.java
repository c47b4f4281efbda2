package tandem.admin.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineViewTest {

  private static EventView steps(String host, String... pairs) {
    Map<String, String> details = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      details.put(pairs[i], pairs[i + 1]);
    }
    return new EventView(1, host, 0, TimelineView.KIND, details);
  }

  @Test
  void bothSidesMakeOneTimeline() {
    List<EventView> events =
        List.of(
            steps("b", "epoch", "6", "side", "new", "taken", "5"),
            steps(
                "a",
                "epoch",
                "7",
                "side",
                "old",
                "reason",
                "asked",
                "detect",
                "1000",
                "released",
                "3000"),
            steps("b", "epoch", "7", "side", "new", "taken", "3000", "vip-up", "4000"),
            steps("b", "epoch", "7", "side", "new", "first-answer", "9000"));
    TimelineView timeline = TimelineView.last(events).orElseThrow();
    assertThat(timeline.from()).contains("a");
    assertThat(timeline.to()).contains("b");
    assertThat(timeline.totalMicros()).isEqualTo(8_000);
    assertThat(TimelineText.lines(timeline, true))
        .containsExactly(
            "takeover, epoch 7: a → b, asked, 8.0 ms",
            "  detect        a        0.0 ms  █",
            "  released      a        2.0 ms  ████████",
            "  taken         b        2.0 ms  ········█",
            "  vip-up        b        3.0 ms  ········████",
            "  first-answer  b        8.0 ms  ············███████████████████");
  }

  @Test
  void oneSideAloneAndGarbage() {
    TimelineView timeline =
        TimelineView.last(
                List.of(steps("b", "epoch", "2", "side", "new", "detect", "x", "taken", "7")))
            .orElseThrow();
    assertThat(timeline.from()).isEmpty();
    assertThat(timeline.startMicros()).isEqualTo(7);
    assertThat(timeline.steps()).hasSize(1);
    assertThat(TimelineView.last(List.of(steps("b", "epoch", "many")))).isEqualTo(Optional.empty());
    assertThat(TimelineView.last(List.of())).isEmpty();
  }

  @Test
  void clocksThatDisagreeDoNotBreakThePicture() {
    TimelineView timeline =
        TimelineView.of(
            1,
            List.of(
                steps("a", "epoch", "1", "side", "old", "detect", "50000"),
                steps("b", "epoch", "1", "side", "new", "taken", "20000", "vip-up", "60000")));
    assertThat(TimelineText.lines(timeline, false))
        .anySatisfy(line -> assertThat(line).contains("taken").contains("-30.0 ms  #"));
  }
}
