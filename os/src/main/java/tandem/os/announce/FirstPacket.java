package tandem.os.announce;

import java.time.Duration;
import java.util.Optional;
import tandem.os.libc.NativeSocket;
import tandem.os.libc.OsException;
import tandem.os.time.MonotonicClock;
import tandem.platform.time.Moment;

/** Listens for the first packet an address sends: the service's first sign of life. */
public final class FirstPacket implements AutoCloseable {
  private final NativeSocket tap;
  private final MonotonicClock clock;

  FirstPacket(NativeSocket tap, MonotonicClock clock) {
    this.tap = tap;
    this.clock = clock;
  }

  /**
   * Blocks until a packet was sent since the listener was opened.
   *
   * @return when it was seen here, a fraction of a millisecond after it was sent if this was
   *     waiting; empty after {@code timeout} or when closed
   */
  public Optional<Moment> await(Duration timeout) throws OsException {
    int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    return tap.await("wait for a first packet", millis) == NativeSocket.Readiness.READABLE
        ? Optional.of(clock.now())
        : Optional.empty();
  }

  /** Wakes the thread that waits. May take some milliseconds in the kernel. */
  @Override
  public void close() {
    tap.close();
  }
}
