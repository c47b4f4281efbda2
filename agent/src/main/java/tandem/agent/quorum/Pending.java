package tandem.agent.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import tandem.agent.quorum.QuorumStore.CasOutcome;
import tandem.agent.quorum.state.Command;
import tandem.agent.quorum.state.CommandCodec;
import tandem.cluster.lease.HostName;

/**
 * The commands of this host that wait for their place in the log, in the order in which they were
 * submitted. Bounded by their deadline and by {@link #LIMIT}. Thread-safe.
 */
final class Pending {

  static final int LIMIT = 1000;

  private record Waiting(byte[] command, CompletableFuture<CasOutcome> future, long since) {}

  private final HostName self;
  private final long session;
  private final long deadlineMillis;
  private final ScheduledExecutorService timer;
  private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
  private long sequence;
  private boolean sweeping;
  private QuorumException.Stopped stopped;

  Pending(HostName self, long session, long deadlineMillis, ScheduledExecutorService timer) {
    this.self = self;
    this.session = session;
    this.deadlineMillis = deadlineMillis;
    this.timer = timer;
  }

  /** A command that was given its place among the others, and the future of its outcome. */
  record Submitted(byte[] command, CompletableFuture<CasOutcome> future) {}

  Submitted add(Command.Action action) {
    var future = new CompletableFuture<CasOutcome>();
    byte[] command;
    long number;
    synchronized (this) {
      number = ++sequence;
      command = CommandCodec.encode(new Command(self, session, number, action));
      if (stopped != null || waiting.size() >= LIMIT) {
        future.completeExceptionally(
            stopped != null
                ? stopped
                : new QuorumException.UnknownOutcome(LIMIT + " commands wait already; not sent"));
        return new Submitted(command, future);
      }
      waiting.put(number, new Waiting(command, future, System.nanoTime()));
      if (!sweeping) {
        sweepIn(TimeUnit.MILLISECONDS.toNanos(deadlineMillis));
      }
    }
    return new Submitted(command, future);
  }

  /** The commands to send again when a new leader is known: it may not have got them. */
  synchronized List<byte[]> unanswered() {
    List<byte[]> commands = new ArrayList<>();
    waiting.values().forEach(each -> commands.add(each.command()));
    return commands;
  }

  boolean ours(Command command) {
    return command.from().equals(self) && command.session() == session;
  }

  void complete(Command command, CasOutcome outcome) {
    Waiting done = ours(command) ? remove(command.sequence()) : null;
    if (done != null) {
      done.future().complete(outcome);
    }
  }

  void stop(QuorumException.Stopped reason) {
    List<Waiting> left;
    synchronized (this) {
      stopped = reason;
      left = List.copyOf(waiting.values());
      waiting.clear();
    }
    left.forEach(each -> each.future().completeExceptionally(reason));
  }

  private synchronized Waiting remove(long number) {
    return waiting.remove(number);
  }

  /** With the lock held. One timer for all that wait: most are answered long before. */
  private void sweepIn(long nanos) {
    sweeping = true;
    timer.schedule(this::sweep, nanos, TimeUnit.NANOSECONDS);
  }

  private void sweep() {
    List<Waiting> late = new ArrayList<>();
    synchronized (this) {
      long deadline = TimeUnit.MILLISECONDS.toNanos(deadlineMillis);
      long now = System.nanoTime();
      sweeping = false;
      while (!waiting.isEmpty() && !sweeping) {
        long age = now - waiting.firstEntry().getValue().since();
        if (age >= deadline) {
          late.add(waiting.pollFirstEntry().getValue());
        } else {
          sweepIn(deadline - age);
        }
      }
    }
    for (Waiting each : late) {
      each.future()
          .completeExceptionally(
              new QuorumException.UnknownOutcome(
                  "no acknowledgement by a majority within " + deadlineMillis + " ms"));
    }
  }
}
