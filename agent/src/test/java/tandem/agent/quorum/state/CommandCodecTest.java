package tandem.agent.quorum.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;

class CommandCodecTest {

  private static final HostName HOST = new HostName("sip-1");
  private static final List<Command.Action> ACTIONS =
      List.of(
          new Command.Enter(),
          new Command.CompareAndSet(0, new LeaseRecord.Vacant()),
          new Command.CompareAndSet(
              6, new LeaseRecord.Held(7, 3, new Holder(HOST, -5), false, "carrier lost at ü")),
          new Command.CompareAndSet(
              7,
              new LeaseRecord.Released(
                  8, 3, HOST, Optional.of(new HostName("sip-2")), true, "switchover")),
          new Command.CompareAndSet(
              8, new LeaseRecord.Released(9, 3, HOST, Optional.empty(), false, "")),
          new Command.Publish(
              new HostStatus(HOST, 1, ApplicationState.STARTED, true, false, true, "note")),
          new Command.Append(
              new JournalEntry(HOST, 1_700_000, "takeover.steps", Map.of("vip", "up"))));

  @Test
  void everyCommandComesBackAsItWas() throws IOException {
    for (Command.Action action : ACTIONS) {
      var command = new Command(HOST, 42, 7, action);
      assertThat(decode(CommandCodec.encode(command))).contains(command);
    }
    assertThat(decode(CommandCodec.nothing())).isEmpty();
  }

  @Test
  void textIsCutAtTheLimitAndNeverWithinACharacter() throws IOException {
    String reason = "ü".repeat(RecordCodec.TEXT_LIMIT);
    var next = new LeaseRecord.Held(1, 1, new Holder(HOST, 1), false, "x" + reason);
    var command = new Command(HOST, 1, 1, new Command.CompareAndSet(0, next));

    var back = (Command.CompareAndSet) decode(CommandCodec.encode(command)).orElseThrow().action();

    assertThat(back.next().reason()).isEqualTo("x" + "ü".repeat(RecordCodec.TEXT_LIMIT / 2 - 1));
  }

  @Test
  void detailsOverTheLimitAreLeftOut() throws IOException {
    Map<String, String> details = new LinkedHashMap<>();
    for (int i = 0; i <= RecordCodec.DETAILS_LIMIT; i++) {
      details.put("key" + i, "value");
    }
    var entry = new JournalEntry(HOST, 1, "many", details);

    var command = decode(CommandCodec.encode(new Command(HOST, 1, 1, new Command.Append(entry))));

    var back = ((Command.Append) command.orElseThrow().action()).entry();
    assertThat(back.details()).hasSize(RecordCodec.DETAILS_LIMIT);
  }

  @Test
  void anotherVersionIsRefusedByName() {
    byte[] bytes = CommandCodec.nothing();
    bytes[0] = 9;
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 9");
  }

  @Test
  void garbageIsAnIoExceptionAndNothingElse() {
    var random = new Random(20_261_122);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = CommandCodec.encode(new Command(HOST, 42, 7, ACTIONS.get(i % ACTIONS.size())));
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(bytes.length + 1);
      try {
        CommandCodec.decode(bytes, 0, length);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static Optional<Command> decode(byte[] bytes) throws IOException {
    return CommandCodec.decode(bytes, 0, bytes.length);
  }
}
