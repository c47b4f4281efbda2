package tandem.admin.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.admin.request.Outcome;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tandem.admin.view.StatusView.AlarmView;
import tandem.admin.view.StatusView.HostView;
import tandem.admin.view.StatusView.LeaseView;
import tandem.admin.view.StatusView.QuorumView;
import tandem.admin.view.StatusView.Severity;
import tandem.admin.view.TimelineView;

class AnswerCodecTest {

  private static final StatusView STATUS =
      new StatusView(
          "sip",
          7,
          Optional.of("sip-2"),
          List.of("198.51.100.10/24"),
          1_795_377_600_000_000L,
          List.of(
              new HostView("sip-1", "backup", "started", true, true, false, true, true, -7, ""),
              new HostView(
                  "sip-2",
                  "primary",
                  "service_unavailable",
                  true,
                  false,
                  false,
                  true,
                  true,
                  Long.MAX_VALUE,
                  "self-check failed")),
          new QuorumView(
              Optional.empty(), List.of("sip-1", "sip-2"), List.of("sip-1", "sip-2", "w"), true),
          new LeaseView(Optional.of("sip-2"), 4711, 412, "field", 500),
          List.of(new AlarmView("voter.lost", Severity.WARNING, "w is not connected", 5)),
          "sip-1",
          "0.1.0",
          Optional.of(
              new TimelineView(
                  7,
                  Optional.of("sip-1"),
                  Optional.of("sip-2"),
                  "process died",
                  List.of(
                      new TimelineView.Step("detect", "sip-1", 100),
                      new TimelineView.Step("vip-up", "sip-2", 2_100)))));

  @Test
  void goldenStatus() {
    assertThat(AnswerCodec.json(STATUS))
        .isEqualTo(
            """
            {"group":"sip","epoch":7,"primary":"sip-2","vips":["198.51.100.10/24"],\
            "sinceWallMicros":1795377600000000,"healthy":false,\
            "troubles":["voter not connected: w","sip-2 is not ready: self-check failed"],\
            "hosts":[{"name":"sip-1","role":"backup","application":"started","carrier":true,\
            "ready":true,"maintenance":false,"connected":true,"synced":true,"incarnation":"-7",\
            "note":""},{"name":"sip-2","role":"primary","application":"service_unavailable",\
            "carrier":true,"ready":false,"maintenance":false,"connected":true,"synced":true,\
            "incarnation":"9223372036854775807","note":"self-check failed"}],\
            "quorum":{"leader":null,"connected":["sip-1","sip-2"],\
            "voters":["sip-1","sip-2","w"],"majority":true},\
            "lease":{"holder":"sip-2","version":4711,"remainingMillis":412,"profile":"field",\
            "durationMillis":500},"alarms":[{"id":"voter.lost","severity":"warning",\
            "text":"w is not connected","sinceWallMicros":5}],"local":"sip-1","version":"0.1.0",\
            "lastTakeover":{"epoch":7,"from":"sip-1","to":"sip-2","reason":"process died",\
            "totalMicros":2000,"steps":[{"name":"detect","host":"sip-1","wallMicros":100,\
            "offsetMicros":0},{"name":"vip-up","host":"sip-2","wallMicros":2100,\
            "offsetMicros":2000}]}}\
            """);
  }

  static Stream<Answer> answers() {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("text", "line\nbreak \"quoted\" ü");
    return Stream.of(
        new Answer.State(STATUS),
        new Answer.Event(new EventView(3, "sip-1", 4, "role.primary", details)),
        new Answer.Ended(new Outcome.Done("done")),
        new Answer.Ended(new Outcome.Refused("why", "mend")),
        new Answer.Ended(new Outcome.Indeterminate("what", "advice")),
        new Answer.Fault("error", "mend"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void everyAnswerComesBackAsItWas(Answer answer) {
    String line = AnswerCodec.encode(answer);
    assertThat(line).doesNotContain("\n").startsWith("{\"v\":1,");
    assertThat(AnswerCodec.decode(line)).contains(answer);
  }

  @Test
  void aNewerAgentsKeysArePassedOver() {
    String line =
        AnswerCodec.encode(new Answer.State(STATUS))
            .replace("\"hosts\":", "\"new\":{\"a\":[1]},\"hosts\":");
    assertThat(AnswerCodec.decode(line)).contains(new Answer.State(STATUS));
    assertThat(AnswerCodec.decode("{\"v\":1,\"something\":{}}")).isEmpty();
  }

  @Test
  void theReleaseIsTheBuilds() throws IOException {
    assertThat(Files.readString(Path.of("..", "pom.xml")))
        .contains("<version>" + Wire.RELEASE + "-SNAPSHOT</version>");
  }
}
