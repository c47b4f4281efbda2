package tandem.server.main;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tandem.os.process.Lifeline;
import tandem.server.main.ServerOptions.UsageException;
import tandem.server.node.Node;
import tandem.server.node.NodeEffect.Level;
import tandem.server.node.NodeInput;
import tandem.server.node.NodeRules;
import tandem.server.registrar.RegistrarRules;

/** {@code tandem sip-server}: wires the node to its sockets, its agent and its log. */
public final class ServerMain {

  private static final int EXIT_USAGE = 2;
  private static final int EXIT_NO_AGENT = 1;
  private static final int EXIT_BUG = 70;

  private ServerMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = List.of(arguments);
    // The launcher passes its own word along.
    if (!words.isEmpty() && words.getFirst().equals("sip-server")) {
      words = words.subList(1, words.size());
    }
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(ServerOptions.USAGE);
      return;
    }
    try {
      System.exit(serve(ServerOptions.parse(words, System.getenv())));
    } catch (UsageException e) {
      System.err.println("tandem sip-server: " + e.getMessage());
      System.err.print(ServerOptions.USAGE);
      System.exit(EXIT_USAGE);
    }
  }

  private static int serve(ServerOptions options) throws InterruptedException {
    try (LogWriter log = new LogWriter(System.err)) {
      NodeRules rules =
          new NodeRules(
              ProcessHandle.current().pid(),
              options.openRegistration(),
              RegistrarRules.of(options.domains()),
              new SecureRandom().nextLong());
      Inbox inbox = new Inbox();
      List<ListenSocket> sockets =
          options.binds().stream().map(bind -> new ListenSocket(bind, inbox)).toList();
      RoleClient client =
          options.roleSocket().map(socket -> new RoleClient(socket, inbox)).orElse(null);
      AgentLink agent = client == null ? AgentLink.NONE : client;
      Loop loop = new Loop(new Node(rules), inbox, sockets, agent, log);
      begin(options, log);
      // A bug of ours ends the process: the other host serves better than half a server.
      Thread.setDefaultUncaughtExceptionHandler(ServerMain::ended);
      listenToSignals(inbox);
      holdLifeline(log);
      Thread thread = Thread.ofPlatform().name("node").start(loop);
      sockets.forEach(ListenSocket::start);
      if (client == null) {
        inbox.put(new NodeInput.Standalone());
      } else {
        client.start();
      }
      new Rehearsal().run();
      for (ListenSocket socket : sockets) {
        socket.awaitFirstTry();
      }
      inbox.put(new NodeInput.Ready());
      thread.join();
      sockets.forEach(ListenSocket::close);
      return client != null && !client.everConnected() ? EXIT_NO_AGENT : 0;
    }
  }

  private static void ended(Thread thread, Throwable bug) {
    System.err.println("tandem sip-server: bug in thread " + thread.getName());
    bug.printStackTrace();
    Runtime.getRuntime().halt(EXIT_BUG);
  }

  /** So that the agent learns of a kill at once, not when this process's memory is taken down. */
  private static void holdLifeline(LogSink log) {
    String file = System.getenv(Lifeline.VARIABLE);
    if (file == null) {
      return;
    }
    try {
      Lifeline.hold(Path.of(file));
    } catch (IOException e) {
      log.log(Level.WARN, "lifeline.unused", Map.of("reason", e.toString()));
    }
  }

  private static void begin(ServerOptions options, LogSink log) {
    for (ServerOptions.Bind bind : options.binds()) {
      Map<String, String> details = new LinkedHashMap<>();
      details.put("socket", bind.listener().name());
      details.put("kind", bind.listener().kind().name().toLowerCase(Locale.ROOT));
      log.log(Level.INFO, "listener.configured", details);
    }
    if (options.openRegistration()) {
      log.log(
          Level.WARN,
          "registration.open",
          Map.of("reason", "REGISTER is accepted from anybody: closed networks only"));
    }
  }

  private static void listenToSignals(Inbox inbox) {
    Signals.on("TERM", () -> inbox.put(new NodeInput.Stop("SIGTERM")));
    Signals.on("INT", () -> inbox.put(new NodeInput.Stop("SIGINT")));
    Signals.on("USR2", () -> inbox.put(new NodeInput.DrillToggled()));
  }
}
