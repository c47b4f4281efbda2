package tandem.cluster.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleCodecTest {

  static Stream<RoleMessage> messages() {
    Stream<RoleMessage> states =
        Stream.of(ApplicationState.values())
            .map(state -> new RoleMessage.Status(Role.BACKUP, state, ""));
    return Stream.concat(
        states,
        Stream.of(
            new RoleMessage.Hello("sip server=1 +%\n\tü€😀", 1, 1),
            new RoleMessage.Hello("", Long.MAX_VALUE, Integer.MAX_VALUE),
            new RoleMessage.Status(Role.PRIMARY, ApplicationState.STARTED, " a=b  c "),
            new RoleMessage.RoleChanged(Long.MIN_VALUE, Role.PRIMARY, Long.MAX_VALUE),
            new RoleMessage.RoleRefused(0, "no: 100% busy & more"),
            new RoleMessage.Pong(-1),
            new RoleMessage.ChangeRole(3, Role.BACKUP, 0),
            new RoleMessage.Ping(7),
            new RoleMessage.Suspend(),
            new RoleMessage.Exit()));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void goesThereAndBack(RoleMessage message) {
    String line = RoleCodec.encode(message);
    assertThat(line).doesNotContain("\n", "\r");
    assertThat(RoleCodec.decode(line)).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "€", "😀", " ", "\u0000"})
  void theLongestTextFitsALine(String character) {
    String text = character.repeat(5_000);
    for (RoleMessage message :
        List.of(
            new RoleMessage.Hello(text, Long.MIN_VALUE, Integer.MIN_VALUE),
            new RoleMessage.Status(Role.PRIMARY, ApplicationState.SERVICE_UNAVAILABLE, text),
            new RoleMessage.RoleRefused(Long.MIN_VALUE, text))) {
      String line = RoleCodec.encode(message);
      assertThat(line.length()).isLessThanOrEqualTo(RoleCodec.MAX_LINE);
      assertThat(RoleCodec.decode(line)).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hello",
        "hello application=x pid=1",
        "hello application=x pid=1 protocol=99999999999",
        "status role=primary state=flying",
        "status role= state=started",
        "status state=started",
        "roleChanged ref=1 role=primary epoch=9223372036854775808",
        "roleRefused reason=x",
        "ping sequence=1x",
        "ping sequence=",
        "status role=primary state=started reason=%",
        "status role=primary state=started reason=%zz",
        "PING sequence=1",
        "=",
        "newer word=1"
      })
  void whatDoesNotFitIsNothing(String line) {
    assertThat(RoleCodec.decode(line)).isEmpty();
  }

  @Test
  void unknownKeysAreIgnored() {
    assertThat(RoleCodec.decode("  ping  newer=1 sequence=4 flag =  "))
        .contains(new RoleMessage.Ping(4));
  }

  @Test
  void garbageNeverThrows() {
    List<String> lines = messages().map(RoleCodec::encode).toList();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      StringBuilder line = new StringBuilder(lines.get(random.nextInt(lines.size())));
      for (int edits = random.nextInt(1, 6); edits > 0; edits--) {
        int at = random.nextInt(line.length() + 1);
        char c =
            random.nextInt(3) == 0
                ? (char) random.nextInt(65_536)
                : "% =+-&\n\r\0".charAt(random.nextInt(9));
        if (at < line.length() && random.nextBoolean()) {
          line.deleteCharAt(at);
        } else {
          line.insert(at, c);
        }
      }
      assertThat(RoleCodec.decode(line.toString())).isNotNull();
    }
  }
}
