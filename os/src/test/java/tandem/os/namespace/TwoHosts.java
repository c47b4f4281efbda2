package tandem.os.namespace;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces joined by a cable: {@code eth0} of the host under test and {@code eth0} of
 * its neighbour. Removed on close.
 */
public final class TwoHosts implements AutoCloseable {
  public static final String LINK = "eth0";

  private final String host;
  private final String neighbour;

  private TwoHosts(String name) {
    host = "tos" + name + "h";
    neighbour = "tos" + name + "n";
  }

  /** Skips the test, saying so, where this process may not make namespaces. */
  public static TwoHosts create(String name) throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")),
        "skipped: this edge test makes network namespaces and needs root");
    TwoHosts hosts = new TwoHosts(name);
    hosts.close();
    ip("netns add " + hosts.host);
    ip("netns add " + hosts.neighbour);
    ip(
        "-n %s link add eth0 type veth peer name eth0 netns %s"
            .formatted(hosts.host, hosts.neighbour));
    for (String namespace : List.of(hosts.host, hosts.neighbour)) {
      ip("-n " + namespace + " link set lo up");
      ip("-n " + namespace + " link set eth0 up");
    }
    return hosts;
  }

  public String host() {
    return host;
  }

  public String neighbour() {
    return neighbour;
  }

  public <T> T onHost(Callable<T> work) throws Exception {
    return NetworkNamespace.run(host, work);
  }

  public <T> T onNeighbour(Callable<T> work) throws Exception {
    return NetworkNamespace.run(neighbour, work);
  }

  public String hostIp(String arguments) throws IOException {
    return ip("-n " + host + " " + arguments);
  }

  public String neighbourIp(String arguments) throws IOException {
    return ip("-n " + neighbour + " " + arguments);
  }

  public String run(String namespace, String command) throws IOException {
    return command("ip netns exec " + namespace + " " + command);
  }

  @Override
  public void close() throws IOException {
    for (String namespace : List.of(host, neighbour)) {
      if (Files.exists(Path.of("/run/netns", namespace))) {
        ip("netns del " + namespace);
      }
    }
  }

  private static String ip(String arguments) throws IOException {
    return command("ip " + arguments);
  }

  private static String command(String command) throws IOException {
    Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue() != 0) {
      throw new IOException(command + ": " + output);
    }
    return output;
  }
}
