package tandem.agent.doctor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The probe by plain Java, {@code /proc} and the system's own commands; Linux. */
public final class PlainHostProbe implements HostProbe {

  private static final Duration COMMAND = Duration.ofSeconds(2);
  private static final Duration ARP = Duration.ofMillis(300);
  private static final int DISCARD = 9;
  private static final int CAP_SYS_NICE = 23;

  @Override
  public Optional<Boolean> capability(int number) {
    return lines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("CapEff:"))
        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .map(mask -> (mask >>> number & 1) == 1)
        .findFirst();
  }

  @Override
  public Optional<Link> link(String name) {
    try {
      // Asked of the socket layer: /sys may still show another network namespace.
      NetworkInterface found = NetworkInterface.getByName(name);
      if (found == null) {
        return Optional.empty();
      }
      boolean running = found.isUp();
      return Optional.of(new Link(running, running && carrier(name)));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static boolean carrier(String name) {
    return read(Path.of("/sys/class/net", name, "carrier")).map("1"::equals).orElse(true);
  }

  @Override
  public Optional<String> holder(InetAddress address) {
    try {
      return Optional.ofNullable(NetworkInterface.getByInetAddress(address))
          .map(NetworkInterface::getName);
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> foreignAnswer(InetAddress address, String interfaceName) {
    if (!(address instanceof Inet4Address)) {
      return Optional.empty();
    }
    try (DatagramSocket socket = new DatagramSocket()) {
      // Any datagram makes the kernel ask the network who has the address.
      socket.send(new DatagramPacket(new byte[0], 0, address, DISCARD));
      Thread.sleep(ARP);
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return lines(Path.of("/proc/net/arp")).stream()
        .map(line -> line.split(" +"))
        .filter(f -> f.length >= 6 && f[0].equals(address.getHostAddress()))
        .filter(f -> f[5].equals(interfaceName) && !f[2].equals("0x0"))
        .map(f -> f[3])
        .findFirst();
  }

  @Override
  public Optional<String> nftablesUnusable() {
    Optional<Integer> code = command(List.of("nft", "list", "tables"));
    return code.filter(c -> c == 0).isPresent()
        ? Optional.empty()
        : Optional.of("the command nft " + (code.isPresent() ? "fails" : "is not there"));
  }

  @Override
  public Optional<Boolean> absoluteDeadline() {
    return Optional.empty();
  }

  @Override
  public Optional<String> realtimeImpossible() {
    return capability(CAP_SYS_NICE).orElse(false)
        ? Optional.empty()
        : Optional.of("no CAP_SYS_NICE");
  }

  @Override
  public Optional<String> sysctl(String path) {
    return read(Path.of("/proc/sys", path));
  }

  @Override
  public boolean canListen(InetAddress address, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public boolean answers(InetAddress address, int port, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), Math.toIntExact(timeout.toMillis()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Optional<Boolean> clockSynchronised() {
    return output(List.of("timedatectl", "show", "-p", "NTPSynchronized", "--value"))
        .filter(text -> !text.isEmpty())
        .map("yes"::equals);
  }

  @Override
  public Optional<Long> freeBytes(Path directory) {
    try {
      return Optional.of(Files.getFileStore(existing(directory)).getUsableSpace());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean writable(Path directory) {
    Path nearest = existing(directory);
    return Files.isDirectory(nearest) && Files.isWritable(nearest);
  }

  private static Path existing(Path directory) {
    Path path = directory.toAbsolutePath();
    while (!Files.exists(path) && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static List<String> lines(Path file) {
    return read(file).map(text -> text.lines().toList()).orElse(List.of());
  }

  private static Optional<Integer> command(List<String> words) {
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return Optional.of(process.exitValue());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static Optional<String> output(List<String> words) {
    try {
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      if (!process.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      // Short enough for the pipe's buffer, so that it can be read after the end.
      return Optional.of(new String(process.getInputStream().readAllBytes()).strip());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
