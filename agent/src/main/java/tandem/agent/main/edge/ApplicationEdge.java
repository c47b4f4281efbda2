package tandem.agent.main.edge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import tandem.agent.config.PairConfiguration;
import tandem.agent.health.Effect;
import tandem.agent.health.Input;
import tandem.cluster.role.Role;
import tandem.os.libc.OsException;
import tandem.os.process.Child;
import tandem.os.process.ChildListener;
import tandem.os.process.ChildProcesses;
import tandem.os.process.ChildSpec;
import tandem.os.process.Lifeline;
import tandem.os.process.Strays;

/**
 * The application of this host as a process: started, told, asked, killed; what happens comes back
 * as inputs.
 */
final class ApplicationEdge implements AutoCloseable {

  static final String ROLE_SOCKET = "TANDEM_ROLE_SOCKET";
  private static final Duration ROLE_COMMAND_LIMIT = Duration.ofSeconds(5);

  private final PairConfiguration.Application application;
  private final Map<String, String> environment;
  private final Consumer<Input> supervisor;
  private final Log log;
  private final RoleSocket roles;
  private final Optional<OptionsProbe> probe;
  private final ChildProcesses children = new ChildProcesses();

  /** One after the other: the last role told must be the last one heard. */
  private final ExecutorService roleCommands =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("role-command").daemon().factory());

  private volatile Child child;
  private volatile Lifeline lifeline;

  ApplicationEdge(
      PairConfiguration.Application application,
      Map<String, String> environment,
      RoleSocket roles,
      Consumer<Input> supervisor,
      Log log) {
    this.application = application;
    this.environment = new LinkedHashMap<>(environment);
    this.roles = roles;
    this.supervisor = supervisor;
    this.log = log;
    this.probe =
        application.supervision() instanceof PairConfiguration.Probe asked
            ? Optional.of(new OptionsProbe(asked.target(), asked.deadline()))
            : Optional.empty();
  }

  void execute(Effect effect) {
    switch (effect) {
      case Effect.Start start -> Thread.ofVirtual().start(() -> start(start.run()));
      case Effect.Kill _ -> signal(Child::kill);
      case Effect.Terminate _ -> signal(Child::terminate);
      case Effect.Tell tell -> roles.tell(tell.message());
      case Effect.Probe _ -> Thread.ofVirtual().start(this::ask);
      case Effect.RunRoleCommand command ->
          roleCommands.execute(() -> runRoleCommand(command.role(), command.epoch()));
      case Effect other -> throw new IllegalStateException("not about a process: " + other);
    }
  }

  private void start(long run) {
    List<String> command = new ArrayList<>(application.command());
    String launcher = System.getenv("TANDEM_LAUNCHER");
    if (command.getFirst().equals("tandem") && launcher != null) {
      command.set(0, launcher);
    }
    String user = application.user();
    boolean asCaller = user.equals(System.getProperty("user.name"));
    Optional<String> other = asCaller ? Optional.empty() : Optional.of(user);
    try {
      killStrays();
      tie(run, other);
      child = children.start(new ChildSpec(command, other, environment), listener(run));
      roles.expect(child.pid());
      supervisor.accept(new Input.Started(run, child.pid()));
    } catch (IOException e) {
      supervisor.accept(new Input.StartFailed(run, command.getFirst() + ": " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For a program that knows of the lifeline; with any other its exit is seen a little later. */
  private void tie(long run, Optional<String> user) {
    untie();
    try {
      lifeline = Lifeline.create(Path.of(environment.get(Lifeline.VARIABLE)), user).orElse(null);
      Lifeline tied = lifeline;
      if (tied != null) {
        Thread.ofPlatform().daemon().name("lifeline").start(() -> awaitDeath(run, tied));
      }
    } catch (IOException e) {
      log.warn("application.no-lifeline", e.getMessage());
    }
  }

  private void awaitDeath(long run, Lifeline tied) {
    try {
      if (tied.awaitDeath()) {
        supervisor.accept(new Input.Died(run));
      }
    } catch (IOException e) {
      log.warn("application.no-lifeline", e.getMessage());
    }
  }

  private void untie() {
    Lifeline tied = lifeline;
    try {
      if (tied != null) {
        tied.close();
      }
    } catch (IOException e) {
      log.warn("application.no-lifeline", e.getMessage());
    }
  }

  private ChildListener listener(long run) {
    return new ChildListener() {
      @Override
      public void line(String line) {
        log.info("application.says", line);
      }

      @Override
      public void exited(int status) {
        String how =
            status > 128 ? "ended by signal " + (status - 128) : "exited with status " + status;
        supervisor.accept(new Input.Exited(run, how));
      }
    };
  }

  private interface Signal {
    void send(Child child) throws OsException;
  }

  private void signal(Signal signal) {
    Child target = child;
    if (target == null) {
      return;
    }
    try {
      signal.send(target);
    } catch (OsException e) {
      log.warn("application.signal-failed", e.getMessage());
    }
  }

  private void ask() {
    try {
      supervisor.accept(new Input.ProbeAnswered(probe.orElseThrow().ask()));
    } catch (IOException e) {
      supervisor.accept(new Input.ProbeFailed(e.getMessage()));
    }
  }

  private void runRoleCommand(Role role, long epoch) {
    List<String> command = new ArrayList<>(application.roleCommand());
    command.add(role.name().toLowerCase(java.util.Locale.ROOT));
    command.add(String.valueOf(epoch));
    ChildSpec spec = new ChildSpec(command, Optional.empty(), commandEnvironment());
    boolean done = false;
    String reason;
    try {
      OptionalInt status =
          children.run(spec, ROLE_COMMAND_LIMIT, line -> log.info("role-command.says", line));
      done = status.isPresent() && status.getAsInt() == 0;
      reason =
          status.isPresent()
              ? "exit status " + status.getAsInt()
              : "it did not end within " + ROLE_COMMAND_LIMIT.toSeconds() + " s";
    } catch (IOException e) {
      reason = e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!done) {
      log.warn("role-command.failed", String.join(" ", command) + ": " + reason);
    }
    supervisor.accept(new Input.RoleCommandEnded(role, epoch, done, reason));
  }

  /** Without the role socket, by which what an application left behind is known. */
  private Map<String, String> commandEnvironment() {
    Map<String, String> without = new LinkedHashMap<>(environment);
    without.remove(ROLE_SOCKET);
    without.remove(Lifeline.VARIABLE);
    return without;
  }

  /** A worker that outlived its parent, or the agent before this one, would keep the ports. */
  private void killStrays() throws IOException {
    int killed = Strays.kill(ROLE_SOCKET, environment.get(ROLE_SOCKET));
    if (killed > 0) {
      log.warn(
          "application.strays-killed", killed + " processes of an earlier run were still there");
    }
  }

  @Override
  public void close() {
    signal(Child::kill);
    untie();
    roleCommands.shutdownNow();
    children.close();
    roles.close();
  }
}
