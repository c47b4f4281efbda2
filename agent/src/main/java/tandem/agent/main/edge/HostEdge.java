package tandem.agent.main.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tandem.agent.config.PairConfiguration;
import tandem.agent.node.NodeInput;
import tandem.cluster.lease.HostName;
import tandem.cluster.takeover.Effect;
import tandem.cluster.takeover.Input;
import tandem.os.announce.ClaimWatch;
import tandem.os.announce.Claims;
import tandem.os.announce.NeighbourTable;
import tandem.os.host.Sysctl;
import tandem.os.libc.OsException;
import tandem.os.link.LinkListener;
import tandem.os.link.LinkMonitor;
import tandem.os.link.MacAddress;
import tandem.os.process.Lifeline;
import tandem.os.time.MonotonicClock;
import tandem.platform.address.VirtualAddress;

/**
 * What only a host of the pair has, a witness not: VIPs, an interface that carries them, an
 * application.
 */
public final class HostEdge implements AutoCloseable {

  private final String interfaceName;
  private final List<VirtualAddress> vips;
  private final Neighbours neighbours;
  private final Consumer<NodeInput> node;
  private final Log log;
  private final AddressEdge addresses;
  private final ApplicationEdge application;
  private final RoleSocket roles;
  private LinkMonitor links;
  private ClaimWatch claims;

  public HostEdge(
      PairConfiguration configuration,
      HostName self,
      Path runDirectory,
      MonotonicClock clock,
      Neighbours neighbours,
      Consumer<NodeInput> node,
      Log log)
      throws IOException {
    this.interfaceName = configuration.host(self).orElseThrow().interfaceName();
    this.neighbours = neighbours;
    this.node = node;
    this.log = log;
    this.vips =
        configuration.vips().stream()
            .map(vip -> new VirtualAddress(vip.address(), vip.prefixLength(), interfaceName))
            .toList();
    allowNonlocalBind();
    addresses = new AddressEdge(vips, neighbours, clock, node, log);
    Consumer<tandem.agent.health.Input> supervisor =
        input -> node.accept(new NodeInput.Health(input));
    String user = configuration.application().user();
    roles =
        new RoleSocket(runDirectory.toAbsolutePath().resolve("role.sock"), user, supervisor, log);
    application =
        new ApplicationEdge(
            configuration.application(), environment(configuration, self), roles, supervisor, log);
  }

  private Map<String, String> environment(PairConfiguration configuration, HostName self) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(ApplicationEdge.ROLE_SOCKET, roles.path().toString());
    environment.put(Lifeline.VARIABLE, roles.path().resolveSibling("lifeline").toString());
    environment.put("TANDEM_HOST", self.value());
    environment.put("TANDEM_GROUP", configuration.group());
    environment.put(
        "TANDEM_VIPS",
        vips.stream().map(vip -> vip.address().getHostAddress()).collect(Collectors.joining(",")));
    return environment;
  }

  /** The application binds the VIP on the backup too, where it is not an address of the host. */
  private void allowNonlocalBind() {
    for (String key : List.of(Sysctl.IPV4_NONLOCAL_BIND, Sysctl.IPV6_NONLOCAL_BIND)) {
      try {
        if (!Sysctl.read(key).strip().equals("1")) {
          Sysctl.write(key, "1");
          log.info("sysctl.set", key + " = 1, so that the backup can bind the VIP");
        }
      } catch (IOException e) {
        log.warn("sysctl.not-set", key + ": " + e.getMessage() + "; set it to 1 by hand");
      }
    }
  }

  /** Carries out what concerns the VIPs. Does not block. */
  public void execute(Effect effect) {
    addresses.execute(effect);
  }

  /** Carries out what concerns the application. Does not block. */
  public void execute(tandem.agent.health.Effect effect) {
    application.execute(effect);
  }

  public void start() throws OsException {
    links = new LinkMonitor(new Hearing());
    claims = addresses.packets().watch(vips, new Hearing());
  }

  /**
   * The kernel's own table, of the primary only: a backup's says nothing of the VIP's neighbours.
   */
  public void learnNeighbours(boolean primary) {
    if (!primary) {
      return;
    }
    try {
      neighbours.learn(NeighbourTable.neighbours(interfaceName));
    } catch (OsException e) {
      log.warn("neighbours.unreadable", e.getMessage());
    }
  }

  private final class Hearing implements LinkListener, Claims {
    @Override
    public void linkChanged(String name, boolean exists, boolean adminUp, boolean carrier) {
      if (name.equals(interfaceName)) {
        node.accept(new NodeInput.Takeover(new Input.CarrierSeen(exists && adminUp && carrier)));
      }
    }

    @Override
    public void addressGone(InetAddress address, String name) {
      if (name.equals(interfaceName)) {
        addresses.gone(address);
      }
    }

    @Override
    public void monitorFailed(OsException reason) {
      log.warn("link.unseen", reason.getMessage());
    }

    @Override
    public void foreignClaim(VirtualAddress vip, MacAddress claimant) {
      node.accept(
          new NodeInput.Takeover(
              new Input.ForeignClaim(vip.address().getHostAddress(), claimant.toString())));
    }

    @Override
    public void neighbourSeen(InetAddress address, MacAddress mac) {
      neighbours.learn(address, mac);
    }

    @Override
    public void watchFailed(OsException reason) {
      log.warn("claims.unseen", reason.getMessage());
    }
  }

  @Override
  public void close() {
    application.close();
    if (links != null) {
      links.close();
    }
    if (claims != null) {
      claims.close();
    }
    addresses.close();
  }
}
