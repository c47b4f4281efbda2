package tandem.agent.main;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tandem.agent.doctor.HostProbe;
import tandem.agent.doctor.PlainHostProbe;
import tandem.os.host.HostFacts;
import tandem.os.libc.OsException;
import tandem.os.link.LinkState;
import tandem.os.link.MacAddress;
import tandem.platform.address.VirtualAddress;

/** The doctor's probe with the kernel's own answers where plain Java has none. */
final class OsHostProbe implements HostProbe {

  private static final Duration ANSWER = Duration.ofMillis(300);

  private final HostProbe plain = new PlainHostProbe();

  @Override
  public Optional<Boolean> capability(int number) {
    return plain.capability(number);
  }

  @Override
  public Optional<Link> link(String name) {
    try {
      return HostFacts.link(name).map(OsHostProbe::link);
    } catch (OsException e) {
      return plain.link(name);
    }
  }

  private static Link link(LinkState state) {
    return new Link(state.adminUp(), state.carrier());
  }

  @Override
  public Optional<String> holder(InetAddress address) {
    return plain.holder(address);
  }

  @Override
  public Optional<String> foreignAnswer(InetAddress address, String interfaceName) {
    int bits = address.getAddress().length * 8;
    try {
      return HostFacts.answeredBy(new VirtualAddress(address, bits, interfaceName), ANSWER)
          .map(MacAddress::toString);
    } catch (OsException e) {
      return plain.foreignAnswer(address, interfaceName);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> nftablesUnusable() {
    return HostFacts.nftablesUnusable();
  }

  @Override
  public Optional<Boolean> absoluteDeadline() {
    return nftablesUnusable().isPresent()
        ? Optional.empty()
        : Optional.of(HostFacts.absoluteDeadline());
  }

  @Override
  public Optional<String> realtimeImpossible() {
    return HostFacts.realtimeImpossible();
  }

  @Override
  public Optional<String> sysctl(String path) {
    return plain.sysctl(path);
  }

  @Override
  public boolean canListen(InetAddress address, int port) {
    return plain.canListen(address, port);
  }

  @Override
  public boolean answers(InetAddress address, int port, Duration timeout) {
    return plain.answers(address, port, timeout);
  }

  @Override
  public Optional<Boolean> clockSynchronised() {
    return plain.clockSynchronised();
  }

  @Override
  public Optional<Long> freeBytes(Path directory) {
    return plain.freeBytes(directory);
  }

  @Override
  public boolean writable(Path directory) {
    return plain.writable(directory);
  }
}
