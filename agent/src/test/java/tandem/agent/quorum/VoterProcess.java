package tandem.agent.quorum;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;

/** One voter in a process of its own, that a test can kill and freeze; speaks lines. */
final class VoterProcess implements AutoCloseable {

  final String name;
  private final List<String> command;
  private final List<String> lines = new ArrayList<>();
  private Process process;

  /**
   * @param fileLimitKib the largest file it may write, 0 for no limit
   */
  VoterProcess(String name, Voters group, int fileLimitKib) {
    this.name = name;
    command = new ArrayList<>(List.of("/bin/sh", "-c"));
    command.add((fileLimitKib > 0 ? "ulimit -f " + 2 * fileLimitKib + "; " : "") + "exec \"$@\"");
    command.addAll(
        List.of(
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Xmx48m",
            "-cp",
            System.getProperty("java.class.path"),
            VoterProcess.class.getName(),
            name,
            group.directory.resolve(name).toString()));
    group.addresses.values().forEach(address -> command.add("" + address.getPort()));
  }

  VoterProcess start() throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader();
    Thread.ofPlatform().daemon().start(() -> out.lines().forEach(this::heard));
    return this;
  }

  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** The first line from {@code from} on that fits, waited for. */
  synchronized String await(int from, Predicate<String> fits) {
    long deadline = System.nanoTime() + 40_000_000_000L;
    for (int i = from; ; i++) {
      while (i >= lines.size()) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("not heard from " + name + " in 40 s: " + lines);
        }
        try {
          wait(left);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      if (fits.test(lines.get(i))) {
        return lines.get(i);
      }
    }
  }

  synchronized int heard() {
    return lines.size();
  }

  synchronized List<String> since(int from) {
    return List.copyOf(lines.subList(from, lines.size()));
  }

  void signal(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private synchronized void heard(String line) {
    lines.add(line);
    notifyAll();
  }

  /** {@code cas VERSION} answers {@code done VERSION}, {@code late VERSION} or {@code unknown}. */
  public static void main(String[] args) throws IOException {
    Map<HostName, InetSocketAddress> voters = new LinkedHashMap<>();
    for (int i = 0; i < Voters.NAMES.size(); i++) {
      voters.put(
          new HostName(Voters.NAMES.get(i)),
          new InetSocketAddress("127.0.0.1", Integer.parseInt(args[2 + i])));
    }
    var settings =
        new QuorumSettings(
            "sip",
            new HostName(args[0]),
            voters,
            Path.of(args[1]),
            Voters.SECRET,
            Duration.ofMillis(500));
    JGroupsQuorum quorum =
        JGroupsQuorum.open(settings, new Teller(), why -> System.out.println("stopped"));
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "cas" -> set(quorum, args[0], Long.parseLong(words[1]));
        case "fill" -> fill(quorum, args[0]);
        default -> System.out.println("what?");
      }
    }
    System.exit(0);
  }

  private static void set(JGroupsQuorum quorum, String name, long version) {
    quorum
        .compareAndSet(version, Voters.held(version + 1, name))
        .whenComplete(
            (outcome, failure) ->
                System.out.println(
                    failure != null
                        ? "unknown"
                        : (outcome.applied() ? "done " : "late ") + outcome.record().version()));
  }

  private static void fill(JGroupsQuorum quorum, String name) {
    var entry = new JournalEntry(new HostName(name), 1, "fill", Map.of("text", "x".repeat(1000)));
    quorum
        .append(entry)
        .whenComplete(
            (nothing, failure) ->
                System.out.println(failure == null ? "filled" : "not filled: " + failure));
  }

  private static final class Teller implements QuorumStore.Listener {
    private final PrintStream out = System.out;

    @Override
    public void recordChanged(LeaseRecord record) {
      out.println("record " + record.version());
    }

    @Override
    public void statusChanged(HostStatus status) {}

    @Override
    public void told(HostName from, Letter letter) {}

    @Override
    public void appended(long position, JournalEntry entry, boolean replayed) {}

    @Override
    public void membershipChanged(QuorumStore.Membership membership) {
      String leader = membership.leader().isEmpty() ? "-" : membership.leader();
      out.println("view " + membership.connected().size() + " leader " + leader);
    }
  }
}
