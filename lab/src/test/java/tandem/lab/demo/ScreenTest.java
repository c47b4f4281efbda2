package tandem.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private static String text(DemoView view) {
    return Screen.draw(view).stream()
        .map(line -> line.replaceAll("\033\\[[0-9]*m", ""))
        .collect(Collectors.joining("\n"));
  }

  private static DemoView view(String onWire, double silence, List<String> faults) {
    return new DemoView(
        onWire,
        7,
        List.of(
            new DemoView.HostLine("sip-1", "primary", "started", true, ""),
            new DemoView.HostLine("sip-2", "?", "", false, "its agent does not answer"),
            new DemoView.HostLine("witness", "witness", "", false, "")),
        498,
        silence,
        12,
        231,
        4,
        faults,
        List.of("you: agent-killed on sip-2"));
  }

  @Test
  void whoHasTheVipAndWhatTheClientSees() {
    assertThat(text(view("sip-1", 2, List.of())))
        .contains("on the wire   sip-1     epoch 7")
        .contains("sip-1     primary   started               has the VIP")
        .contains("sip-2     ?                               its agent does not answer")
        .contains("498 answers/s   last gap 12 ms   longest 231 ms   lost 4")
        .contains("broken now    nothing")
        .contains("you: agent-killed on sip-2");
  }

  @Test
  void aSilentClientIsSaidInsteadOfARate() {
    assertThat(text(view("nobody", 1234, List.of("host-gone on sip-1"))))
        .contains("silence for 1234 ms")
        .contains("broken now    host-gone on sip-1");
  }
}
