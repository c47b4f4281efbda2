package tandem.lab.network;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tandem.lab.wire.Signal;

/**
 * A program running on one of the lab's hosts, in a session of its own: the terminal's Ctrl-C does
 * not reach it, only the lab does.
 */
public final class HostProcess {

  private final Process process;

  private HostProcess(Process process) {
    this.process = process;
  }

  /** Starts it; standard output and error are appended to {@code log}. */
  public static HostProcess start(
      String namespace, List<String> command, Map<String, String> environment, Path log) {
    List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace, "setsid"));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new HostProcess(builder.start());
    } catch (IOException e) {
      throw new LabException(command.getFirst() + " does not start: " + e.getMessage(), e);
    }
  }

  public long id() {
    return process.pid();
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Of a process that has ended; more than 128: by that signal less 128. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Itself and all that it has started, and those have. */
  public List<Long> all() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  /** What it has started itself. */
  public List<Long> children() {
    return process.children().map(ProcessHandle::pid).toList();
  }

  /** The process's standard input, for programs that are led by it. */
  public void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes());
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new LabException("process " + id() + " does not listen: " + e.getMessage(), e);
    }
  }

  public void signalAll(Signal signal) {
    all().forEach(signal::send);
  }

  public void signal(Signal signal) {
    signal.send(id());
  }

  /** Waits until it has ended; false if it has not within that time. */
  public boolean ended(long millis) {
    try {
      return process.waitFor(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
