package tandem.os.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Starts children that the kernel kills when this process dies, however it dies (PR_SET_PDEATHSIG,
 * set by setpriv of util-linux).
 *
 * <p>That signal fires when the <em>thread</em> that forked ends. So all children are started by
 * one platform thread that lives as long as this object, and {@link #close} kills what still runs.
 * Only the child itself is killed so; a program with workers must have its own way of noticing that
 * its parent is gone, or hear it from the role socket.
 */
public final class ChildProcesses implements AutoCloseable {
  private static final List<String> FOLDERS = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("child-starter").daemon().factory());

  /**
   * Starts a child in a new session with standard input from /dev/null. Blocks for some
   * milliseconds. A program that does not exist is reported as an exit with status 127.
   *
   * @throws IOException if setsid or setpriv is missing, or the user unknown
   */
  public Child start(ChildSpec spec, ChildListener listener)
      throws IOException, InterruptedException {
    try {
      return starter.submit(() -> startHere(spec, listener)).get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  /**
   * Runs a child to its end, and kills it if that does not come in time. Blocks.
   *
   * @param lines takes each line of its output, from another thread
   * @return its exit status; empty if it was killed
   * @throws IOException as {@link #start}
   */
  public OptionalInt run(ChildSpec spec, Duration patience, Consumer<String> lines)
      throws IOException, InterruptedException {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    Child child =
        start(
            spec,
            new ChildListener() {
              @Override
              public void line(String line) {
                lines.accept(line);
              }

              @Override
              public void exited(int code) {
                status.complete(code);
              }
            });
    try {
      return OptionalInt.of(status.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      child.kill();
      return OptionalInt.empty();
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug);
    }
  }

  /** Kills the children that still run, by ending the thread that started them. Does not wait. */
  @Override
  public void close() {
    starter.shutdown();
  }

  private static Child startHere(ChildSpec spec, ChildListener listener) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(commandLine(spec));
    builder.environment().putAll(spec.environment());
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Child child = new Child(builder.start(), listener);
    child.observe();
    return child;
  }

  private static List<String> commandLine(ChildSpec spec) throws IOException {
    List<String> line = new ArrayList<>();
    // The agent may run in real time; what it starts must not.
    line.addAll(List.of(find("chrt"), "--other", "0"));
    // A JVM's child leads no group, so setsid replaces itself and the process keeps its number.
    line.add(find("setsid"));
    line.add(find("setpriv"));
    if (spec.user().isPresent() && !spec.user().get().equals(System.getProperty("user.name"))) {
      String user = spec.user().get();
      line.addAll(List.of("--reuid", user, "--regid", primaryGroup(user), "--init-groups"));
    }
    line.addAll(List.of("--pdeathsig", "KILL", "--"));
    line.addAll(spec.command());
    return line;
  }

  private static String find(String program) throws IOException {
    for (String folder : FOLDERS) {
      Path candidate = Path.of(folder, program);
      if (Files.isExecutable(candidate)) {
        return candidate.toString();
      }
    }
    throw new IOException(
        "cannot find the program " + program + " in " + FOLDERS + "; install util-linux");
  }

  private static String primaryGroup(String user) throws IOException {
    Process id =
        new ProcessBuilder("id", "-g", "--", user)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String group = new String(id.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
    if (group.isEmpty()) {
      throw new IOException("there is no user '" + user + "'; create it or name another");
    }
    return group;
  }
}
