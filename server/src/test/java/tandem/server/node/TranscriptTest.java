package tandem.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.cluster.role.RoleCodec;
import tandem.cluster.role.RoleMessage;
import tandem.platform.time.Moment;
import tandem.server.registrar.RegistrarRules;

/**
 * Golden transcripts: inputs with the effects beneath. {@code -Dtandem.regenerate=true} writes them
 * anew, to be reviewed as a diff.
 *
 * <p>A line {@code > MILLIS INPUT} is an input; the lines {@code |} below a datagram are its text.
 * All else is what the node answered.
 */
class TranscriptTest {

  private static final Path FOLDER = Path.of("src/test/resources/transcripts");
  private static final Endpoint PHONE = new Endpoint(InetAddress.ofLiteral("192.0.2.50"), 5070);

  @ParameterizedTest
  @ValueSource(strings = {"registration.txt", "roles.txt", "drill.txt"})
  void isAsWritten(String name) throws IOException {
    Path file = FOLDER.resolve(name);
    String expected = Files.readString(file);
    String actual = play(expected.lines().toList());
    if (Boolean.getBoolean("tandem.regenerate")) {
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(expected);
  }

  private static String play(List<String> lines) {
    Node node = new Node(new NodeRules(42, true, RegistrarRules.of(List.of("example.com")), 1));
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("# ")) {
        out.append(line).append('\n');
      }
      if (!line.startsWith("> ")) {
        continue;
      }
      out.append(line).append('\n');
      StringBuilder text = new StringBuilder();
      while (i + 1 < lines.size() && lines.get(i + 1).startsWith("| ")) {
        out.append(lines.get(++i)).append('\n');
        text.append(lines.get(i).substring(2)).append("\r\n");
      }
      String[] words = line.split(" ", 3);
      NodeInput input = input(words[2], text + "\r\n");
      node.step(Moment.ofMillis(Long.parseLong(words[1])), input).forEach(e -> show(e, out));
      out.append('\n');
    }
    return out.toString();
  }

  private static NodeInput input(String words, String text) {
    return switch (words.split(" ")[0]) {
      case "service" -> datagram(Listener.Kind.SERVICE, text);
      case "probe" -> datagram(Listener.Kind.PROBE, text);
      case "connected" -> new NodeInput.AgentConnected();
      case "lost" -> new NodeInput.AgentLost();
      case "ready" -> new NodeInput.Ready();
      case "drill" -> new NodeInput.DrillToggled();
      case "tick" -> new NodeInput.Tick();
      case "stop" -> new NodeInput.Stop("SIGTERM");
      default -> new NodeInput.FromAgent((RoleMessage.Down) RoleCodec.decode(words).orElseThrow());
    };
  }

  private static NodeInput datagram(Listener.Kind kind, String text) {
    Listener listener = new Listener(kind.ordinal(), kind, kind.name());
    return new NodeInput.Datagram(listener, PHONE, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void show(NodeEffect effect, StringBuilder out) {
    switch (effect) {
      case NodeEffect.Send(Listener from, Endpoint to, byte[] bytes) -> {
        out.append("send from " + from.name() + " to " + to.addressText() + ":" + to.port() + "\n");
        new String(bytes, StandardCharsets.UTF_8)
            .strip()
            .lines()
            .forEach(line -> out.append("  ").append(line.strip()).append('\n'));
      }
      case NodeEffect.ToAgent(RoleMessage.Up message) ->
          out.append("agent " + RoleCodec.encode(message) + "\n");
      case NodeEffect.Log(var level, String event, var details) ->
          out.append("log " + level + " " + event + " " + details + "\n");
      case NodeEffect.Halt(String reason) -> out.append("halt " + reason + "\n");
    }
  }
}
