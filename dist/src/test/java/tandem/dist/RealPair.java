package tandem.dist;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.function.BooleanSupplier;
import tandem.admin.request.Request;
import tandem.admin.view.StatusView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.AnswerCodec;
import tandem.admin.wire.RequestCodec;
import tandem.admin.wire.Wire;
import tandem.lab.network.Commands;
import tandem.lab.network.HostProcess;
import tandem.lab.network.Network;
import tandem.lab.network.Node;
import tandem.lab.wire.Signal;

/** Real agents on the lab's hosts, with a configuration of the test's own. */
final class RealPair implements AutoCloseable {

  private static final String PAIR =
      """
      group: any
      hosts:
        sip-1: { management: 192.0.2.11, interface: eth1 }
        sip-2: { management: 192.0.2.12, interface: eth1 }
      witness:
        witness: { management: 192.0.2.13 }
      vips: [ 198.51.100.10/24, "2001:db8:1::10/64" ]
      quorum: { secret-file: quorum.key }
      application: { user: root, %s }
      """;

  static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final List<Node> VOTERS = List.of(Node.SIP_1, Node.SIP_2, Node.WITNESS);
  private static final String SECRET = "6b".repeat(32);

  private final Network network;
  private final Map<Node, HostProcess> agents = new EnumMap<>(Node.class);

  RealPair(Network network, String configuration) throws IOException {
    this.network = network;
    Launcher.markBuilt();
    Files.writeString(directory().resolve("pair.yaml"), configuration);
    Path key = directory().resolve("quorum.key");
    Files.writeString(key, SECRET);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  /** A pair with this application. */
  static String with(String application) {
    return PAIR.formatted(application.replace("/etc/tandem", HOME.resolve("examples").toString()));
  }

  /** An example's text, as if it had been copied to /etc/tandem. */
  static String example(String name) throws IOException {
    return Files.readString(HOME.resolve("examples").resolve(name))
        .replace("/etc/tandem", HOME.resolve("examples").toString());
  }

  Path directory() {
    return network.directory();
  }

  Path runDirectory(Node node) {
    return directory().resolve(node.host()).resolve("run");
  }

  Path log(Node node) {
    return directory().resolve(node.host() + ".log");
  }

  Path roles() {
    return directory().resolve("roles");
  }

  void start() {
    VOTERS.forEach(this::start);
  }

  void start(Node node) {
    start(node, List.of());
  }

  /** Its state is on a disk of 1 MiB that only it sees and that goes with it. */
  void startOnSmallDisk(Node node) throws IOException {
    Files.createDirectories(stateDirectory(node));
    String mount = "mount -t tmpfs -o size=1m tmpfs \"$0\" && exec \"$@\"";
    start(node, List.of("sh", "-c", mount, stateDirectory(node).toString()));
  }

  private void start(Node node, List<String> wrapper) {
    List<String> words = new ArrayList<>(wrapper);
    words.addAll(command(node, "pair.yaml", runDirectory(node), stateDirectory(node)));
    Map<String, String> environment = Map.of("TANDEM_ROLE_LOG", roles().toString());
    agents.put(node, HostProcess.start(network.namespace(node), words, environment, log(node)));
  }

  private List<String> command(Node node, String configuration, Path run, Path state) {
    List<String> words = new ArrayList<>(List.of(HOME.resolve("tandem").toString(), "agent"));
    words.addAll(List.of("--config", directory().resolve(configuration).toString()));
    words.addAll(List.of("--host", node.host()));
    words.addAll(List.of("--state-dir", state.toString(), "--run-dir", run.toString()));
    return words;
  }

  /** How the agent of the first host is started. */
  List<String> command(String configuration, Path run, Path state) {
    return command(Node.SIP_1, configuration, run, state);
  }

  Path stateDirectory(Node node) {
    return directory().resolve(node.host()).resolve("state");
  }

  /** Writes to the small disk until nothing more fits. */
  void fillDisk(Node node) {
    Path seen = Path.of("/proc/" + agent(node).id() + "/root" + stateDirectory(node) + "/fill");
    try {
      Files.write(seen, new byte[2 << 20]);
      throw new AssertionError("the disk is not small");
    } catch (IOException full) {
      // That was wanted.
    }
    try {
      for (int i = 0; i < 4096; i++) {
        Files.write(seen, new byte[1], StandardOpenOption.APPEND);
      }
    } catch (IOException full) {
      // Not one byte more.
    }
  }

  HostProcess agent(Node node) {
    return agents.get(node);
  }

  /** The processes of the application on that host. */
  List<Long> application(Node node) {
    long agent = agents.get(node).id();
    return agents.get(node).all().stream().filter(process -> process != agent).toList();
  }

  void signalApplication(Node node, Signal signal) {
    application(node).forEach(signal::send);
  }

  boolean hasVip(Node node) {
    return Commands.run(
            "ip", "-n", network.namespace(node), "-o", "address", "show", "to", Network.VIP)
        .contains(Network.VIP);
  }

  /** The host that says it is primary, if that host agrees and the other is ready to follow. */
  Optional<Node> settledPrimary() {
    for (Node node : Node.PAIR) {
      Optional<StatusView> status = status(node);
      if (status.isPresent()
          && status.get().troubles().isEmpty()
          && status.get().primary().equals(Optional.of(node.host()))
          && hasVip(node)
          && !hasVip(node.other())) {
        return Optional.of(node);
      }
    }
    return Optional.empty();
  }

  Node awaitSettled() {
    await("a primary with the VIP and a ready backup", () -> settledPrimary().isPresent());
    return settledPrimary().orElseThrow();
  }

  void await(String what, BooleanSupplier condition) {
    long until = System.nanoTime() + 40_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("waited in vain for " + what + "\n" + logs());
      }
      pause(50);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Optional<StatusView> status(Node node) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(runDirectory(node).resolve(Wire.SOCKET)));
      String line = RequestCodec.encode(new Request.Status()) + "\n";
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      try (Scanner in = new Scanner(Channels.newReader(channel, StandardCharsets.UTF_8))) {
        return in.hasNextLine()
                && AnswerCodec.decode(in.nextLine()).orElse(null) instanceof Answer.State state
            ? Optional.of(state.status())
            : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty(); // No agent there, or not yet.
    }
  }

  /** An operator's command on that host. */
  Launcher.Ended tandem(Node node, String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--run-dir", runDirectory(node).toString()));
    all.addAll(List.of(words));
    return Launcher.run(1, all.toArray(String[]::new));
  }

  /** The lines that the example's role-command has written. */
  List<String> roleLines() {
    try {
      return Files.exists(roles()) ? Files.readAllLines(roles()) : List.of();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String logs() {
    StringBuilder text = new StringBuilder("roles: " + roleLines() + "\n");
    for (Node node : agents.keySet()) {
      text.append("--- ").append(node.host()).append('\n');
      text.append(Commands.run("tail", "-n", "40", log(node).toString()));
    }
    return text.toString();
  }

  /** SIGTERM, as an init system ends it. */
  boolean terminate(Node node) {
    agents.get(node).signal(Signal.TERMINATE);
    return agents.get(node).ended(20_000);
  }

  @Override
  public void close() {
    agents.values().forEach(agent -> agent.signalAll(Signal.CONTINUE));
    agents.values().forEach(agent -> agent.signalAll(Signal.KILL));
  }
}
