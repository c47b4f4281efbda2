package tandem.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.request.Outcome;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tandem.admin.wire.Wire;

@Timeout(60)
class ApiServerTest {

  private static final ApiServer.Limits SHORT =
      new ApiServer.Limits(
          Duration.ofMillis(300),
          Duration.ofSeconds(5),
          Duration.ofMillis(200),
          Duration.ofMillis(20));

  @TempDir Path directory;

  private final Scripted agent = new Scripted();
  private ApiServer server;

  /** Says what the test wants. */
  private static final class Scripted implements Operations {
    final EventLog log = new EventLog();
    volatile long epoch = 7;
    volatile CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    @Override
    public StatusView status() {
      return new StatusView(
          "sip",
          epoch,
          Optional.empty(),
          List.of("198.51.100.10/24"),
          0,
          List.of(),
          new StatusView.QuorumView(Optional.empty(), List.of(), List.of(), false),
          new StatusView.LeaseView(Optional.empty(), 1, System.nanoTime(), "lab", 250),
          List.of(),
          "sip-1",
          "test",
          Optional.empty());
    }

    @Override
    public CompletableFuture<Outcome> switchover(
        Optional<String> to, boolean force, boolean await) {
      return outcome;
    }

    @Override
    public CompletableFuture<Outcome> maintenance(String host, boolean on, boolean force) {
      return CompletableFuture.completedFuture(new Outcome.Done(host + " " + on + " " + force));
    }

    @Override
    public Subscription events(long since, boolean follow, Consumer<EventView> consumer) {
      return log.subscribe(since, follow, consumer);
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.start(directory.resolve("run"), agent, SHORT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path socket() {
    return directory.resolve("run").resolve(Wire.SOCKET);
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket()));
    return channel;
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static BufferedReader reader(SocketChannel channel) {
    return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  private List<String> ask(String request) throws IOException {
    try (SocketChannel channel = connect()) {
      send(channel, request);
      return reader(channel).lines().toList();
    }
  }

  @Test
  void oneRequestOneAnswer() throws IOException {
    assertThat(ask("{\"v\":1,\"request\":\"status\"}\n"))
        .singleElement()
        .asString()
        .startsWith("{\"v\":1,\"status\":{\"group\":\"sip\",\"epoch\":7,");
    assertThat(ask("{\"v\":1,\"request\":\"maintenance\",\"on\":true}\n"))
        .containsExactly(
            "{\"v\":1,\"outcome\":{\"outcome\":\"done\",\"text\":\"sip-1 true false\"}}");
  }

  @Test
  void garbageIsAnsweredInWords() throws IOException {
    assertThat(ask("GET / HTTP/1.1\r\n\r\n"))
        .singleElement()
        .asString()
        .contains("the request is not one JSON object on one line");
    assertThat(ask("\0\377\n")).singleElement().asString().contains("fault");
    assertThat(ask("\n")).singleElement().asString().contains("fault");
    assertThat(ask("x".repeat(Wire.MAX_REQUEST + 1)))
        .singleElement()
        .asString()
        .contains("longer than 4096 bytes");
    String longest = "{\"v\":1,\"request\":\"status\"}";
    longest += " ".repeat(Wire.MAX_REQUEST - longest.length());
    assertThat(ask(longest + "\n")).singleElement().asString().contains("\"status\":{");
  }

  @Test
  void anIdleConnectionIsHungUpOn() throws IOException {
    try (SocketChannel channel = connect()) {
      send(channel, "{\"v\":1");
      assertThat(channel.read(ByteBuffer.allocate(16))).isEqualTo(-1);
    }
  }

  @Test
  void moreConnectionsThanTheLimitAreToldSo() throws IOException {
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int i = 0; i < ApiServer.MAX_CONNECTIONS; i++) {
        SocketChannel channel = connect();
        send(channel, "{\"v\":1,\"request\":\"events\",\"follow\":true}\n");
        open.add(channel);
      }
      assertThat(ask("")).singleElement().asString().contains("32 connections already");
    } finally {
      for (SocketChannel channel : open) {
        channel.close();
      }
    }
  }

  @Test
  void aLateOrFailedOutcomeIsIndeterminate() throws IOException {
    String request = "{\"v\":1,\"request\":\"switchover\"}\n";
    assertThat(ask(request))
        .singleElement()
        .asString()
        .contains("indeterminate")
        .contains("not ended");
    agent.outcome = CompletableFuture.failedFuture(new IOException("no leader"));
    assertThat(ask(request)).singleElement().asString().contains("switchover failed: no leader");
    agent.outcome = CompletableFuture.completedFuture(new Outcome.Refused("a", "b"));
    assertThat(ask(request))
        .containsExactly(
            "{\"v\":1,\"outcome\":{\"outcome\":\"refused\",\"reason\":\"a\",\"mend\":\"b\"}}");
  }

  @Test
  void watchTellsEachChange() throws IOException {
    try (SocketChannel channel = connect()) {
      send(channel, "{\"v\":1,\"request\":\"watch\"}\n");
      BufferedReader lines = reader(channel);
      assertThat(lines.readLine()).contains("\"epoch\":7");
      agent.epoch = 8;
      String line = lines.readLine();
      while (line.contains("\"epoch\":7")) {
        line = lines.readLine();
      }
      assertThat(line).contains("\"epoch\":8");
    }
  }

  @Test
  void eventsWithoutGapOrRepetition() throws IOException {
    for (int i = 1; i <= 100; i++) {
      agent.log.append(event(i));
    }
    agent.log.append(event(100));
    assertThat(ask("{\"v\":1,\"request\":\"events\",\"since\":98}\n"))
        .hasSize(3)
        .last()
        .asString()
        .contains("2 events");
    try (SocketChannel channel = connect()) {
      send(channel, "{\"v\":1,\"request\":\"events\",\"since\":99,\"follow\":true}\n");
      BufferedReader lines = reader(channel);
      assertThat(lines.readLine()).contains("\"position\":100,");
      agent.log.append(event(101));
      assertThat(lines.readLine()).contains("\"position\":101,");
    }
  }

  private static EventView event(long position) {
    return new EventView(position, "sip-1", position, "test", Map.of());
  }

  @Test
  void onlyTheNewestEventsAreKept() {
    for (int i = 1; i <= EventLog.KEPT + 1; i++) {
      agent.log.append(event(i));
    }
    List<Long> seen = new ArrayList<>();
    agent.log.subscribe(0, false, event -> seen.add(event.position()));
    assertThat(seen).hasSize(EventLog.KEPT).first().isEqualTo(2L);
  }

  @Test
  void theSocketIsTheOwnersAlone() throws IOException {
    assertThat(Files.getPosixFilePermissions(socket()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(directory.resolve("run"))) {
      assertThat(files).containsExactly(socket());
    }
  }

  @Test
  void aLiveAgentsSocketIsLeftAlone() {
    assertThatThrownBy(() -> ApiServer.start(directory.resolve("run"), agent))
        .hasMessageContaining("another agent answers on");
    assertThat(Files.exists(socket())).isTrue();
  }

  @Test
  void aDeadAgentsSocketIsReplacedAndRemovedAtClose() throws IOException {
    server.close();
    assertThat(socket()).doesNotExist();
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket()));
    }
    assertThat(socket()).exists();
    server = ApiServer.start(directory.resolve("run"), agent, SHORT);
    assertThat(ask("{\"v\":1,\"request\":\"status\"}\n")).hasSize(1);
    server.close();
    assertThat(socket()).doesNotExist();
  }

  @Test
  void whatIsNoSocketOrTooLongAPathIsRefused() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve(Wire.SOCKET), "precious");
    assertThatThrownBy(() -> ApiServer.start(other, agent)).hasMessageContaining("is no socket");
    Path far = directory.resolve("x".repeat(100));
    assertThatThrownBy(() -> ApiServer.start(far, agent)).hasMessageContaining("too long");
  }
}
