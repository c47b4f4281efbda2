package tandem.agent.main.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import tandem.agent.node.NodeInput;
import tandem.cluster.takeover.Effect;
import tandem.cluster.takeover.Input;
import tandem.os.address.AssignedAddress;
import tandem.os.address.LinkAddresses;
import tandem.os.announce.PacketSocket;
import tandem.os.fence.GrantOutcome;
import tandem.os.fence.KernelLease;
import tandem.os.libc.OsException;
import tandem.os.link.LinkState;
import tandem.os.link.Links;
import tandem.os.time.MonotonicClock;
import tandem.platform.address.VirtualAddress;
import tandem.platform.time.Moment;

/**
 * The VIPs on this host: one thread, one act at a time, in the order of the effects. The right is
 * checked here, last, before anything that claims a VIP; the kernel is given its end.
 */
final class AddressEdge implements AutoCloseable {

  /**
   * The kernel removes an address by itself with a granularity of one second, so this is the second
   * line.
   */
  private static final Duration LIFETIME_SLACK = Duration.ofSeconds(1);

  private static final Duration FIRST_ANSWER = Duration.ofSeconds(1);

  private static final int WARM_UP = 50;

  private static final VirtualAddress REHEARSED =
      new VirtualAddress(InetAddress.ofLiteral("127.86.73.80"), 32, "lo");

  private final List<VirtualAddress> vips;
  private final MonotonicClock clock;
  private final Consumer<NodeInput> node;
  private final Log log;
  private final LinkAddresses addresses;
  private final Optional<KernelLease> lease;
  private final PacketSocket packets;
  private final Neighbours neighbours;
  private final BlockingQueue<Runnable> acts = new LinkedBlockingQueue<>(1_024);
  private final AtomicReference<Effect.ExtendRight> extension = new AtomicReference<>();
  private final Thread thread;
  private Optional<Moment> lifetimeRenewedAt = Optional.empty();
  private volatile boolean closed;

  AddressEdge(
      List<VirtualAddress> vips,
      Neighbours neighbours,
      MonotonicClock clock,
      Consumer<NodeInput> node,
      Log log)
      throws IOException {
    this.vips = vips;
    this.neighbours = neighbours;
    this.clock = clock;
    this.node = node;
    this.log = log;
    this.addresses = new LinkAddresses();
    refuseOwnAddresses();
    this.lease = openLease();
    this.packets = new PacketSocket(vips.getFirst().interfaceName(), clock);
    rehearse();
    this.thread = Thread.ofPlatform().name("address").start(this::run);
  }

  /**
   * An address without an end of life is the host's own: an agent gives each VIP one, so that what
   * it left behind is told apart.
   */
  private void refuseOwnAddresses() throws IOException {
    for (LinkState link : Links.list()) {
      for (AssignedAddress own : addresses.list(link.name())) {
        for (VirtualAddress vip : vips) {
          if (own.validFor().isEmpty() && own.address().equals(vip.address())) {
            throw new IOException(
                ("vips: %s is an address of this host's own on %s; choose a free address for the"
                        + " VIP, or run: ip address del %s/%d dev %s")
                    .formatted(
                        vip.address().getHostAddress(),
                        link.name(),
                        vip.address().getHostAddress(),
                        own.prefixLength(),
                        link.name()));
          }
        }
      }
    }
  }

  private Optional<KernelLease> openLease() throws OsException {
    Optional<String> missing = KernelLease.unsupportedReason();
    node.accept(new NodeInput.KernelLease(missing));
    if (missing.isPresent()) {
      return Optional.empty();
    }
    KernelLease opened = new KernelLease();
    // Linux answers ARP for any of its addresses on any interface, so all of them are guarded.
    List<String> interfaces =
        Links.list().stream()
            .filter(link -> link.mac().isPresent())
            .map(link -> link.name())
            .toList();
    opened.install(interfaces, vips);
    for (int i = 0; i < WARM_UP; i++) {
      // A grant of nothing mutes what is muted: the call is warm before it matters.
      opened.grant(vips, Duration.ZERO);
      opened.revoke(vips);
      for (VirtualAddress vip : vips) {
        addresses.find(vip);
      }
    }
    return Optional.of(opened);
  }

  /**
   * On the loopback interface, which nobody sees: the first address to come up must not be cold.
   */
  private void rehearse() throws OsException {
    for (int i = 0; i < WARM_UP; i++) {
      addresses.up(REHEARSED, LIFETIME_SLACK);
      addresses.present(REHEARSED);
      addresses.renew(REHEARSED, LIFETIME_SLACK);
      addresses.down(REHEARSED);
      packets.listenForPacketsFrom(vips.getFirst()).close();
    }
  }

  PacketSocket packets() {
    return packets;
  }

  void execute(Effect effect) {
    switch (effect) {
      case Effect.RaiseAddress raise -> acts.add(() -> raise(raise));
      case Effect.WithdrawAddress withdraw -> acts.add(() -> withdraw(withdraw.reason()));
      case Effect.Announce announce -> {
        acts.add(() -> announce(announce.rightEnds()));
        acts.add(() -> refreshNeighbours(announce.rightEnds()));
      }
      case Effect.ExtendRight extend -> {
        // Only the last of several extensions that wait matters.
        if (extension.getAndSet(extend) == null) {
          acts.add(() -> extend(extension.getAndSet(null)));
        }
      }
      case Effect other -> throw new IllegalStateException("not about an address: " + other);
    }
  }

  private void run() {
    try {
      while (!closed) {
        acts.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void raise(Effect.RaiseAddress raise) {
    try {
      if (!clock.now().isBefore(raise.rightEnds())) {
        failed(true, "the right to the VIP was over before it could be raised");
        return;
      }
      for (VirtualAddress vip : vips) {
        addresses.up(vip, lifetime(raise.rightEnds()));
      }
      for (VirtualAddress vip : vips) {
        if (!addresses.present(vip)) {
          failed(true, vip + " is not there when read back");
          return;
        }
      }
      lifetimeRenewedAt = Optional.of(clock.now());
      var first = packets.listenForPacketsFrom(vips.getFirst());
      if (!grant(raise.rightEnds())) {
        first.close();
        failed(true, "the right to the VIP was over before the kernel took it");
        return;
      }
      announce(raise.rightEnds());
      node.accept(new NodeInput.Takeover(new Input.AddressUp(raise.epoch())));
      refreshNeighbours(raise.rightEnds());
      Thread.ofVirtual().start(() -> awaitFirstAnswer(raise.epoch(), first));
    } catch (OsException e) {
      failed(true, e.getMessage());
    }
  }

  private void awaitFirstAnswer(long epoch, tandem.os.announce.FirstPacket first) {
    try (first) {
      first.await(FIRST_ANSWER).ifPresent(at -> node.accept(new NodeInput.FirstAnswer(epoch, at)));
    } catch (OsException e) {
      log.warn("first-answer.unseen", e.getMessage());
    }
  }

  /**
   * Lets the kernel unmute the VIPs until the right ends; false if it was over and they are muted.
   */
  private boolean grant(Moment rightEnds) throws OsException {
    if (lease.isEmpty()) {
      return clock.now().isBefore(rightEnds);
    }
    return switch (lease.get().grant(vips, rightEnds, clock)) {
      case GrantOutcome.Granted _ -> true;
      case GrantOutcome.Overrun overrun -> {
        log.warn("right.overrun", "noticed " + overrun.late().toMillis() + " ms after its end");
        yield false;
      }
    };
  }

  private void extend(Effect.ExtendRight extend) {
    try {
      grant(extend.rightEnds());
      Moment now = clock.now();
      if (lifetimeRenewedAt.map(at -> now.since(at).toMillis() >= 400).orElse(true)) {
        lifetimeRenewedAt = Optional.of(now);
        for (VirtualAddress vip : vips) {
          addresses.renew(vip, lifetime(extend.rightEnds()));
        }
      }
    } catch (OsException e) {
      log.warn("right.not-extended", e.getMessage());
    }
  }

  private Duration lifetime(Moment rightEnds) {
    return clock.now().until(rightEnds).plus(LIFETIME_SLACK);
  }

  private void withdraw(String reason) {
    try {
      extension.set(null);
      if (lease.isPresent()) {
        lease.get().revoke(vips);
      }
      for (VirtualAddress vip : vips) {
        addresses.down(vip);
      }
      for (VirtualAddress vip : vips) {
        if (addresses.find(vip).isPresent()) {
          failed(false, vip + " is still there when read back");
          return;
        }
      }
      node.accept(new NodeInput.Takeover(new Input.AddressDown()));
    } catch (OsException e) {
      failed(false, e.getMessage() + " (while withdrawing: " + reason + ")");
    }
  }

  private void announce(Moment rightEnds) {
    try {
      for (VirtualAddress vip : vips) {
        if (clock.now().isBefore(rightEnds)) {
          packets.announce(vip);
        }
      }
    } catch (OsException e) {
      log.warn("announce.failed", e.getMessage());
    }
  }

  private void refreshNeighbours(Moment rightEnds) {
    try {
      neighbours.refresh(packets, vips, () -> clock.now().isBefore(rightEnds));
    } catch (OsException e) {
      log.warn("announce.failed", e.getMessage());
    }
  }

  private void failed(boolean raising, String reason) {
    node.accept(new NodeInput.Takeover(new Input.AddressFailed(raising, reason)));
  }

  /** A VIP is gone from an interface: reported if it should be there. */
  void gone(InetAddress address) {
    for (VirtualAddress vip : vips) {
      if (vip.address().equals(address)) {
        acts.add(() -> reportIfMissing(vip));
      }
    }
  }

  private void reportIfMissing(VirtualAddress vip) {
    try {
      if (addresses.find(vip).isEmpty()) {
        node.accept(new NodeInput.Takeover(new Input.AddressLost(vip.toString())));
      }
    } catch (OsException e) {
      log.warn("vip.unreadable", e.getMessage());
    }
  }

  /** Takes the VIPs off if they are still there, and the guard with them. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(1_000);
      for (VirtualAddress vip : vips) {
        addresses.down(vip);
      }
      if (lease.isPresent()) {
        lease.get().remove();
        lease.get().close();
      }
    } catch (OsException e) {
      log.warn("close.failed", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    packets.close();
    addresses.close();
  }
}
