package tandem.server.main;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A started {@code tandem sip-server} and its log. */
final class Program implements AutoCloseable {

  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final Process process;
  private final Path log;

  private Program(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static Program start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx128m", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(ServerMain.class.getName());
    command.add("sip-server");
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "server", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().remove("TANDEM_ROLE_SOCKET");
    builder.environment().putAll(environment);
    return new Program(builder.start(), log);
  }

  /** A UDP port that was free a moment ago. */
  static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  void awaitLog(String text) throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (!log().contains(text)) {
      if (System.nanoTime() - began > PATIENCE_NANOS || !process.isAlive()) {
        throw new AssertionError("no '" + text + "' in the log:\n" + log());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  int awaitExit() throws InterruptedException, IOException {
    if (!process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
      throw new AssertionError("the server does not end:\n" + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
