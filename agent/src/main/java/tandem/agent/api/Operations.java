package tandem.agent.api;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import tandem.admin.request.Outcome;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;

/**
 * What the agent does for its operators. Called from the API's threads, several at once. No method
 * blocks; an exception is a bug of the agent and ends the connection.
 */
public interface Operations {

  /** The present state; called five times a second while somebody watches, so it must be cheap. */
  StatusView status();

  /**
   * A planned change of primary. A future that fails, or is late, is told as indeterminate.
   *
   * @param to empty for the host that is not primary
   * @param await complete when it has ended, not when it was accepted
   */
  CompletableFuture<Outcome> switchover(Optional<String> to, boolean force, boolean await);

  /**
   * Takes a host out of service, or back. A future that fails, or is late, is told as
   * indeterminate.
   *
   * @param host never empty: the local host if the operator named none; may be an unknown name
   */
  CompletableFuture<Outcome> maintenance(String host, boolean on, boolean force);

  /**
   * Hands every kept event of a position greater than {@code since} to {@code consumer} before it
   * returns, in order; with {@code follow} also each later one, from the agent's threads, without
   * gap or repetition, until the subscription is closed. The consumer returns at once and does not
   * throw. {@link EventLog#subscribe} does all this.
   */
  Subscription events(long since, boolean follow, Consumer<EventView> consumer);

  /** Ends the delivery; may be called twice. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
