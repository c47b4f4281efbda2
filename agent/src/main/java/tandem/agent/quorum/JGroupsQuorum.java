package tandem.agent.quorum;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import tandem.agent.quorum.state.Command;
import tandem.agent.quorum.state.CommandCodec;
import tandem.agent.quorum.state.LetterCodec;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;

/**
 * The store on the embedded engine, jgroups-raft. A command goes to the leader, from any voter; its
 * future completes when this host's own replica has applied it, so the listener always knows at
 * least what a future says.
 */
public final class JGroupsQuorum implements QuorumStore {

  private static final Logger LOGGER = System.getLogger("tandem.quorum");
  private static final long RETRY_MILLIS = 300;

  static {
    EngineLog.install();
  }

  private final QuorumSettings settings;
  private final Listener listener;
  private final Consumer<QuorumException.Stopped> onStopped;
  private final QuorumStack stack;
  private final ScheduledThreadPoolExecutor timer;
  private final Pending pending;
  private volatile JChannel channel;
  private volatile StrictRaft raft;
  private volatile boolean closed;
  private Membership told;
  private Address served;

  StrictRaft engine() {
    return raft;
  }

  /** As {@link #open(QuorumSettings, Listener, Consumer)}; a voter that stops only logs it. */
  public static JGroupsQuorum open(QuorumSettings settings, Listener listener) {
    return open(settings, listener, stopped -> {});
  }

  /**
   * Starts the voter and returns, whether or not the others are there; it joins them in the
   * background and keeps trying.
   *
   * @param onStopped told once if the voter has to stop for good, for example since its disk is
   *     full
   * @throws QuorumException if the port is taken or the voter's files are damaged
   */
  public static JGroupsQuorum open(
      QuorumSettings settings, Listener listener, Consumer<QuorumException.Stopped> onStopped) {
    var quorum = new JGroupsQuorum(settings, listener, onStopped);
    try {
      requireFreePort(settings.voters().get(settings.self()));
      VoterLog log = quorum.openLog();
      Thread.ofPlatform().daemon().name("quorum-join").start(() -> quorum.join(log));
      return quorum;
    } catch (IOException e) {
      quorum.timer.shutdownNow();
      throw new QuorumException.CannotStart(
          "the quorum's directory "
              + settings.directory()
              + " cannot be used ("
              + e.getMessage()
              + "); give the agent a folder of its own with some free MiB (--state-dir)",
          e);
    } catch (QuorumException e) {
      quorum.timer.shutdownNow();
      throw e;
    }
  }

  private JGroupsQuorum(
      QuorumSettings settings, Listener listener, Consumer<QuorumException.Stopped> onStopped) {
    this.settings = settings;
    this.listener = listener;
    this.onStopped = onStopped;
    stack = new QuorumStack(settings);
    timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("quorum-timer").factory());
    pending =
        new Pending(
            settings.self(),
            new SecureRandom().nextLong(),
            settings.lease().toMillis() * 4 / 5,
            timer);
  }

  @Override
  public CompletableFuture<CasOutcome> compareAndSet(long expectedVersion, LeaseRecord next) {
    return submit(new Command.CompareAndSet(expectedVersion, next));
  }

  @Override
  public CompletableFuture<Void> append(JournalEntry entry) {
    return submit(new Command.Append(entry)).thenAccept(JGroupsQuorum::requireApplied);
  }

  @Override
  public CompletableFuture<Void> publish(HostStatus status) {
    return submit(new Command.Publish(status)).thenAccept(JGroupsQuorum::requireApplied);
  }

  @Override
  public void tell(HostName to, Letter letter) {
    execute(() -> post(to, LetterCodec.encode(letter)));
  }

  @Override
  public void close() {
    stop(new QuorumException.Stopped("the quorum was closed", null));
    JChannel open = channel;
    if (open != null) {
      open.close();
    }
    timer.shutdownNow();
  }

  private CompletableFuture<CasOutcome> submit(Command.Action action) {
    Pending.Submitted submitted = pending.add(action);
    if (!submitted.future().isDone()) {
      execute(() -> send(submitted.command()));
    }
    return submitted.future();
  }

  /** An overtaken command was never applied; the port knows no such outcome for these. */
  private static void requireApplied(CasOutcome outcome) {
    if (!outcome.applied()) {
      throw new QuorumException.UnknownOutcome("overtaken by a later command of this host");
    }
  }

  private VoterLog openLog() throws IOException {
    String identity = "group " + settings.group() + "\nhost " + settings.self() + "\n";
    return VoterLog.open(
        settings.directory(),
        identity,
        e -> failed("the quorum's log in " + settings.directory() + " cannot be written: " + e, e),
        cut -> LOGGER.log(Level.WARNING, cut));
  }

  private void join(VoterLog first) {
    VoterLog log = first;
    while (!closed) {
      try {
        connect(log == null ? openLog() : log);
        return;
      } catch (Exception e) {
        LOGGER.log(Level.WARNING, "the quorum cannot be joined, trying again: " + e);
        LOGGER.log(Level.DEBUG, "cause", e);
        log = null;
      }
      pause();
    }
  }

  private void connect(VoterLog log) throws Exception {
    var engine = new StrictRaft(() -> execute(this::announce));
    engine.log(log);
    engine.stateMachine(
        new ReplicatedGroup(
            listener,
            pending,
            e ->
                failed(
                    "a command in the quorum's log cannot be understood: " + e.getMessage(), e)));
    JChannel joining = stack.channel(engine, this::refused);
    joining.setReceiver(new Inbox());
    raft = engine;
    channel = joining;
    try {
      joining.connect(stack.cluster());
    } catch (Exception e) {
      channel = null;
      raft = null;
      joining.close();
      log.close();
      throw e;
    }
    if (closed) {
      joining.close();
      return;
    }
    timer.scheduleWithFixedDelay(this::watch, 0, watchMillis(), TimeUnit.MILLISECONDS);
    enter();
  }

  /** Marks in the log where this start begins; until it is there, what comes was there before. */
  private void enter() {
    submit(new Command.Enter())
        .whenComplete(
            (outcome, failure) -> {
              if (failure != null && !closed) {
                execute(this::enter);
              }
            });
  }

  private final class Inbox implements Receiver {
    @Override
    public void receive(Message message) {
      StrictRaft engine = raft;
      if (LetterCodec.isLetter(message.getArray(), message.getOffset(), message.getLength())) {
        opened(message);
      } else if (engine != null && message.getLength() <= CommandCodec.LIMIT) {
        byte[] bytes = new byte[message.getLength()];
        System.arraycopy(message.getArray(), message.getOffset(), bytes, 0, bytes.length);
        engine.submit(bytes);
      }
    }

    @Override
    public void viewAccepted(View view) {
      execute(JGroupsQuorum.this::announce);
      StrictRaft engine = raft;
      if (engine != null) {
        execute(engine::remind);
      }
    }
  }

  private void opened(Message message) {
    try {
      Letter letter =
          LetterCodec.decode(message.getArray(), message.getOffset(), message.getLength());
      stack.host(message.getSrc()).ifPresent(from -> listener.told(from, letter));
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, "a letter from another host makes no sense: " + e.getMessage());
    }
  }

  /** On the timer's thread. */
  private void post(HostName to, byte[] letter) {
    JChannel open = channel;
    View view = open == null ? null : open.getView();
    if (view == null) {
      return;
    }
    for (Address member : view.getMembers()) {
      if (stack.host(member).filter(to::equals).isPresent()) {
        send(open, member, letter);
      }
    }
  }

  private static void send(JChannel open, Address to, byte[] bytes) {
    try {
      open.send(new BytesMessage(to, bytes));
    } catch (Exception e) {
      LOGGER.log(Level.DEBUG, "not sent", e);
    }
  }

  /** On the timer's thread. A command that finds no leader waits for one, until its deadline. */
  private void send(byte[] command) {
    StrictRaft engine = raft;
    JChannel open = channel;
    Address leader = engine == null ? null : engine.knownLeader();
    if (leader == null || open == null) {
      return;
    }
    if (leader.equals(open.getAddress())) {
      engine.submit(command);
      return;
    }
    send(open, leader, command);
  }

  /** On the timer's thread: tells the listener what changed, and a new leader what waits. */
  private void announce() {
    JChannel open = channel;
    StrictRaft engine = raft;
    if (open == null || engine == null || open.getView() == null || closed) {
      return;
    }
    Set<HostName> connected = new TreeSet<>();
    for (Address member : open.getView().getMembers()) {
      stack.host(member).ifPresent(connected::add);
    }
    Address leader = engine.knownLeader();
    String name = leader == null ? "" : stack.host(leader).map(HostName::value).orElse("");
    var now = new Membership(name, Set.copyOf(connected), Set.copyOf(settings.voters().keySet()));
    if (!now.equals(told)) {
      told = now;
      listener.membershipChanged(now);
    }
    if (leader != null && !leader.equals(served)) {
      pending.unanswered().forEach(this::send);
    }
    served = leader;
  }

  /** An election that ended without a leader is begun again; the engine does not always. */
  private void watch() {
    announce();
    StrictRaft engine = raft;
    if (engine != null && !closed) {
      engine.remind();
    }
    if (engine != null && engine.knownLeader() == null && !closed) {
      StrictElection election = channel.getProtocolStack().findProtocol(StrictElection.class);
      View view = channel.getView();
      if (view != null && view.size() >= engine.majority() && !election.isVotingThreadRunning()) {
        election.runVotingThread();
      }
    }
  }

  private long watchMillis() {
    return settings.lease().toMillis() / 2;
  }

  private void refused() {
    LOGGER.log(Level.DEBUG, "a message that was not sealed with quorum.secret-file was refused");
  }

  private void failed(String what, Throwable cause) {
    var reason =
        new QuorumException.Stopped(
            what + ". This voter stopped and acknowledges nothing more; mend it and restart",
            cause);
    if (stop(reason)) {
      LOGGER.log(Level.ERROR, reason.getMessage());
      Thread.ofPlatform()
          .daemon()
          .name("quorum-stop")
          .start(
              () -> {
                onStopped.accept(reason);
                close();
              });
    }
  }

  private synchronized boolean stop(QuorumException.Stopped reason) {
    boolean first = !closed;
    closed = true;
    pending.stop(reason);
    return first;
  }

  private void execute(Runnable task) {
    try {
      timer.execute(task);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.TRACE, "closed", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void requireFreePort(InetSocketAddress address) {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
    } catch (IOException e) {
      throw new QuorumException.CannotStart(
          "quorum.port "
              + address.getPort()
              + " cannot be listened on at "
              + address.getAddress().getHostAddress()
              + " ("
              + e.getMessage()
              + "): another agent runs here, or the management address is not this host's",
          e);
    }
  }
}
