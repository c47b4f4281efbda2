package tandem.agent.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tandem.agent.config.PairConfiguration;
import tandem.agent.config.Problem;
import tandem.agent.main.edge.Log;
import tandem.agent.quorum.QuorumException;
import tandem.cluster.lease.HostName;
import tandem.os.process.ProcessLock;

/**
 * {@code tandem agent}: reads the configuration, takes the lock, and runs this host's part until it
 * is told to end.
 */
public final class AgentMain {

  static final String VERSION = "0.1.0";
  private static final int EXIT_FAILED = 1;
  private static final int EXIT_USAGE = 2;
  private static final int EXIT_BUG = 70;

  private AgentMain() {}

  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    if (!words.isEmpty() && words.getFirst().equals("agent")) {
      words = words.subList(1, words.size());
    }
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(AgentOptions.USAGE);
      return;
    }
    try {
      int code = start(AgentOptions.parse(words));
      // After SIGTERM, System.exit would only wait for the hook, and the status be 143.
      Runtime.getRuntime().halt(code);
    } catch (AgentOptions.UsageException e) {
      System.err.println("tandem agent: " + e.getMessage());
      System.err.print(AgentOptions.USAGE);
      System.exit(EXIT_USAGE);
    }
  }

  private static int start(AgentOptions options) {
    switch (PairConfiguration.load(options.config(), options.host())) {
      case PairConfiguration.Invalid invalid -> {
        for (Problem problem : invalid.problems()) {
          System.err.println(problem);
        }
        return EXIT_USAGE;
      }
      case PairConfiguration.Loaded loaded -> {
        return run(options, loaded.configuration());
      }
    }
  }

  private static int run(AgentOptions options, PairConfiguration configuration) {
    HostName self = new HostName(options.host());
    try {
      makeDirectory("--run-dir", options.runDirectory());
      makeDirectory("--state-dir", options.stateDirectory());
      try (ProcessLock _ = ProcessLock.acquire(options.runDirectory().resolve("agent.lock"));
          Log log = new Log(System.err, options.host());
          Agent agent = new Agent(options, configuration, self, log)) {
        Thread main = Thread.currentThread();
        Thread ending = Thread.ofPlatform().unstarted(() -> end(agent, main));
        Runtime.getRuntime().addShutdownHook(ending);
        agent.run();
        log.info("agent.ended", "all is given up");
        return 0;
      }
    } catch (QuorumException | IOException e) {
      System.err.println("tandem agent: " + e.getMessage());
      return EXIT_FAILED;
    } catch (IllegalStateException bug) {
      bug.printStackTrace();
      return EXIT_BUG;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return EXIT_FAILED;
    }
  }

  /** SIGTERM came: the main thread gives all up and has the last word, if it comes to it. */
  private static void end(Agent agent, Thread main) {
    try {
      agent.stopAndWait();
      main.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void makeDirectory(String option, Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException(
          option
              + " "
              + directory
              + " cannot be made ("
              + e
              + "); name another folder, or run as root",
          e);
    }
    if (!Files.isWritable(directory)) {
      throw new IOException(
          option + " " + directory + " cannot be written to; name another folder, or run as root");
    }
  }
}
