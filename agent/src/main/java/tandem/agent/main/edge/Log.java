package tandem.agent.main.edge;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Log lines with stable event ids on standard error, written by a thread of their own: a terminal
 * that is stopped or a full pipe must not stop the agent. Lines that find the queue full are
 * counted and dropped.
 */
public final class Log implements AutoCloseable {

  private static final int QUEUE = 1_024;

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final PrintStream out;
  private final String host;
  private final Thread thread;
  private volatile boolean closed;

  public Log(PrintStream out, String host) {
    this.out = out;
    this.host = host;
    this.thread = Thread.ofPlatform().daemon().name("log").start(this::run);
  }

  public void info(String event, String text) {
    put("info", event, text);
  }

  public void warn(String event, String text) {
    put("warn", event, text);
  }

  private void put(String level, String event, String text) {
    String line =
        Instant.now().truncatedTo(ChronoUnit.MICROS)
            + " "
            + level
            + " host="
            + host
            + " event="
            + event
            + " "
            + text.replace('\n', ' ');
    if (!lines.offer(line)) {
      dropped.incrementAndGet();
    }
  }

  private void run() {
    try {
      while (!closed || !lines.isEmpty()) {
        String line = lines.take();
        if (!line.isEmpty()) {
          out.println(line);
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
          out.println(Instant.now() + " warn host=" + host + " event=log.dropped lines=" + lost);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    lines.offer(""); // wakes the thread; if the queue is full it is awake
    try {
      thread.join(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
