package tandem.agent.api;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import tandem.admin.request.Outcome;
import tandem.admin.request.Request;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tandem.admin.wire.Answer;
import tandem.admin.wire.RequestCodec;
import tandem.admin.wire.Wire;

/** One request and its answers. */
final class Exchange {

  /** A follower that is this far behind is told so and hung up on. */
  static final int MAX_WAITING = 2 * EventLog.KEPT;

  /** An unchanged status is sent again after this many looks, so that the lease is seen to live. */
  private static final int SAME = 5;

  private final Connection connection;
  private final Operations operations;
  private final ApiServer.Limits limits;
  private final BooleanSupplier open;

  Exchange(
      Connection connection, Operations operations, ApiServer.Limits limits, BooleanSupplier open) {
    this.connection = connection;
    this.operations = operations;
    this.limits = limits;
    this.open = open;
  }

  void run() throws IOException {
    Optional<Connection.Line> line = connection.read();
    if (line.isEmpty()) {
      return;
    }
    switch (line.get()) {
      case Connection.Line.TooLong _ ->
          connection.send(
              new Answer.Fault(
                  "the request is longer than " + Wire.MAX_REQUEST + " bytes", "shorten it"));
      case Connection.Line.Whole whole -> {
        switch (RequestCodec.decode(whole.text())) {
          case RequestCodec.Malformed malformed -> connection.send(malformed.fault());
          case RequestCodec.Understood understood -> answer(understood.request());
        }
      }
    }
  }

  private void answer(Request request) throws IOException {
    switch (request) {
      case Request.Status _ -> connection.send(new Answer.State(operations.status()));
      case Request.Watch _ -> watch();
      case Request.Switchover r ->
          end(operations.switchover(r.to(), r.force(), r.await()), "switchover");
      case Request.Maintenance r -> {
        String host = r.host().orElseGet(() -> operations.status().local());
        end(operations.maintenance(host, r.on(), r.force()), "maintenance");
      }
      case Request.Events r -> events(r);
    }
  }

  private void end(CompletableFuture<Outcome> future, String what) throws IOException {
    String advice = "look at: tandem status, tandem events";
    Outcome outcome;
    try {
      outcome = future.get(limits.outcome().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      String seconds = limits.outcome().toSeconds() + " s";
      outcome = new Outcome.Indeterminate(what + " has not ended within " + seconds, advice);
    } catch (ExecutionException e) {
      outcome = new Outcome.Indeterminate(what + " failed: " + e.getCause().getMessage(), advice);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = new Outcome.Indeterminate("the agent is stopping", advice);
    }
    connection.send(new Answer.Ended(outcome));
  }

  private void watch() throws IOException {
    Thread.ofVirtual().name("api-hang-up").start(connection::awaitHangUp);
    Optional<StatusView> sent = Optional.empty();
    int same = 0;
    while (open.getAsBoolean() && connection.isOpen()) {
      StatusView now = operations.status();
      boolean changed = sent.isEmpty() || !still(sent.get()).equals(still(now));
      if (changed || ++same >= SAME) {
        connection.send(new Answer.State(now));
        sent = Optional.of(now);
        same = 0;
      }
      ApiServer.pause(limits.watch());
    }
  }

  /** The status without what moves with every renewal. */
  private static StatusView still(StatusView s) {
    StatusView.LeaseView l = s.lease();
    return new StatusView(
        s.group(),
        s.epoch(),
        s.primary(),
        s.vips(),
        s.sinceWallMicros(),
        s.hosts(),
        s.quorum(),
        new StatusView.LeaseView(l.holder(), 0, 0, l.profile(), l.durationMillis()),
        s.alarms(),
        s.local(),
        s.version(),
        s.lastTakeover());
  }

  private void events(Request.Events request) throws IOException {
    BlockingQueue<EventView> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    AtomicBoolean behind = new AtomicBoolean();
    if (request.follow()) {
      Thread.ofVirtual().name("api-hang-up").start(connection::awaitHangUp);
    }
    int count = 0;
    try (Operations.Subscription _ =
        operations.events(
            request.since(),
            request.follow(),
            event -> {
              // After the first that did not fit none is taken: no gap is ever shown.
              if (!behind.get() && !waiting.offer(event)) {
                behind.set(true);
              }
            })) {
      while (open.getAsBoolean() && connection.isOpen()) {
        EventView event = waiting.poll(request.follow() ? 500 : 0, TimeUnit.MILLISECONDS);
        if (event != null) {
          connection.send(new Answer.Event(event));
          count++;
        } else if (behind.get()) {
          connection.send(
              new Answer.Fault(
                  "too slow: more than " + MAX_WAITING + " events wait", "ask again with --since"));
          return;
        } else if (!request.follow()) {
          connection.send(new Answer.Ended(new Outcome.Done(count + " events")));
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
