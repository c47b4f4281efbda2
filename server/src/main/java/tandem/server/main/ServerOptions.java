package tandem.server.main;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.server.node.Listener;

/**
 * The command line of {@code tandem sip-server}.
 *
 * @param roleSocket where the agent listens; empty for standalone
 */
record ServerOptions(
    List<Bind> binds, Optional<Path> roleSocket, boolean openRegistration, List<String> domains) {

  static final int MAX_LISTENERS = 32;

  static final String USAGE =
      """
      usage: tandem sip-server --listen udp:ADDRESS:PORT [--listen ...] [--also udp:ADDRESS:PORT ...]
                               [--role-socket PATH | --standalone] [--open-registration] [--domain D ...]
        --listen             a socket on the VIP: silent while the role is backup
        --also               a socket on the host's own address: answers OPTIONS in any role
        --role-socket PATH   the agent's socket; default: environment TANDEM_ROLE_SOCKET
        --standalone         no agent: primary at once
        --open-registration  accept REGISTER without authentication (closed networks only)
        --domain D           serve this domain only; repeat for more; default: any
      An IPv6 address stands in brackets: udp:[2001:db8:1::10]:5060
      """;

  record Bind(Listener listener, InetSocketAddress address) {}

  /** The message says what is wrong with the command line. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  static ServerOptions parse(List<String> arguments, Map<String, String> environment)
      throws UsageException {
    List<Bind> binds = new ArrayList<>();
    List<String> domains = new ArrayList<>();
    Optional<Path> socket = Optional.empty();
    boolean standalone = false;
    boolean open = false;
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      switch (name) {
        case "--listen" ->
            binds.add(bind(binds, Listener.Kind.SERVICE, name, value(arguments, ++i)));
        case "--also" -> binds.add(bind(binds, Listener.Kind.PROBE, name, value(arguments, ++i)));
        case "--role-socket" -> socket = Optional.of(Path.of(value(arguments, ++i)));
        case "--standalone" -> standalone = true;
        case "--open-registration" -> open = true;
        case "--domain" -> domains.add(value(arguments, ++i));
        default -> throw new UsageException("unknown option '" + name + "'");
      }
    }
    if (binds.stream().noneMatch(b -> b.listener().kind() == Listener.Kind.SERVICE)) {
      throw new UsageException("at least one --listen udp:ADDRESS:PORT is needed");
    }
    if (standalone && socket.isPresent()) {
      throw new UsageException("--standalone and --role-socket exclude each other");
    }
    Optional<Path> agent =
        standalone
            ? Optional.empty()
            : socket.or(
                () -> Optional.ofNullable(environment.get("TANDEM_ROLE_SOCKET")).map(Path::of));
    if (!standalone && agent.isEmpty()) {
      throw new UsageException(
          "who gives the role? name the agent's socket by --role-socket PATH or the environment"
              + " variable TANDEM_ROLE_SOCKET, or say --standalone");
    }
    return new ServerOptions(List.copyOf(binds), agent, open, List.copyOf(domains));
  }

  private static String value(List<String> arguments, int at) throws UsageException {
    if (at >= arguments.size()) {
      throw new UsageException("option '" + arguments.get(at - 1) + "' needs a value");
    }
    return arguments.get(at);
  }

  private static Bind bind(List<Bind> before, Listener.Kind kind, String option, String text)
      throws UsageException {
    String shape = "option '" + option + "': '" + text + "' is not udp:ADDRESS:PORT: ";
    int colon = text.lastIndexOf(':');
    if (!text.startsWith("udp:") || colon < 5) {
      throw new UsageException(shape + "only UDP is served, and both address and port are needed");
    }
    if (before.size() >= MAX_LISTENERS) {
      throw new UsageException("more than " + MAX_LISTENERS + " sockets");
    }
    String host = text.substring(4, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      InetAddress address =
          InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
      if (port < 1 || port > 65_535 || (host.contains(":") && !bracketed)) {
        throw new UsageException(
            shape + "the port must be 1 to 65535, an IPv6 address must stand in brackets");
      }
      if (address.isAnyLocalAddress()) {
        // An answer must leave from the address it was asked at, which a wildcard can not promise.
        throw new UsageException(shape + "name one address, not the wildcard");
      }
      Listener listener = new Listener(before.size(), kind, text);
      return new Bind(listener, new InetSocketAddress(address, port));
    } catch (IllegalArgumentException e) {
      throw new UsageException(shape + "the address must be a literal, the port a number");
    }
  }
}
