package tandem.lab.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the measuring process stands and what it measures.
 *
 * @param client network namespace the SIP requests come from
 * @param observer network namespace the ownership questions come from
 * @param lan network namespace of the switch both are joined by
 * @param ports the switch's ports to the first and to the second host of the pair
 * @param vip the address asked for
 * @param source the client's own address and port
 * @param observerAddress the observer's own address, of the VIP's family
 */
public record ProbeSettings(
    String client,
    String observer,
    String lan,
    List<String> ports,
    InetAddress vip,
    InetSocketAddress source,
    InetAddress observerAddress) {

  /** Between two SIP requests. */
  public static final long REQUEST_NANOS = 2_000_000;

  /** Between two ownership questions. */
  public static final long QUESTION_NANOS = 5_000_000;

  public ProbeSettings {
    ports = List.copyOf(ports);
    if (ports.size() != 2) {
      throw new IllegalArgumentException("two ports are measured, not " + ports);
    }
  }

  /** As arguments of the measuring process. */
  public List<String> arguments() {
    return List.of(
        client,
        observer,
        lan,
        ports.get(0),
        ports.get(1),
        vip.getHostAddress(),
        source.getAddress().getHostAddress(),
        Integer.toString(source.getPort()),
        observerAddress.getHostAddress());
  }

  static ProbeSettings parse(String[] arguments) throws UnknownHostException {
    List<String> words = new ArrayList<>(List.of(arguments));
    return new ProbeSettings(
        words.get(0),
        words.get(1),
        words.get(2),
        words.subList(3, 5),
        InetAddress.getByName(words.get(5)),
        new InetSocketAddress(InetAddress.getByName(words.get(6)), Integer.parseInt(words.get(7))),
        InetAddress.getByName(words.get(8)));
  }
}
