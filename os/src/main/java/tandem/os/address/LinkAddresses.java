package tandem.os.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tandem.os.libc.Errno;
import tandem.os.libc.Libc;
import tandem.os.libc.OsException;
import tandem.os.link.Links;
import tandem.os.netlink.MessageReader;
import tandem.os.netlink.MessageWriter;
import tandem.os.netlink.NetlinkSocket;
import tandem.platform.address.VirtualAddress;

/**
 * Puts virtual addresses on interfaces and takes them off, through rtnetlink, in the network
 * namespace of the thread that made the object, which must also be that of the calling threads.
 * Every call blocks for tens of microseconds. Thread-safe.
 *
 * <p><b>How a VIP is configured, and why.</b> An IPv4 VIP is always added as /32. Were it added
 * with the subnet's prefix, the kernel would make one of the two addresses of that subnet
 * "secondary", and deleting the other one takes the secondary along: a host that gets its own
 * address after the VIP would lose it with the VIP. As /32 no address depends on another. It is
 * also never the default source: the own address keeps the route of the subnet with itself as the
 * preferred source. Where the interface has no own address in the VIP's subnet (a second NIC for
 * SIP only), the subnet would be unreachable, so a link route to it with the VIP as source is added
 * as well; the kernel removes that route by itself when the VIP goes, however it goes.
 *
 * <p>An IPv6 VIP is added as /128 where another address covers its subnet, else with its own prefix
 * so that the kernel makes and removes the route (IPv6 has no secondary addresses). Its preferred
 * lifetime is 0: a deprecated address is used by sockets that bind it, and as source of new
 * connections only if there is no other (RFC 6724 rule 3). Duplicate detection is off, as it would
 * delay the takeover by a second; the conflict watch stands in for it.
 */
public final class LinkAddresses implements AutoCloseable {
  private static final int NEW_ADDRESS = 20;
  private static final int DELETE_ADDRESS = 21;
  private static final int NEW_ROUTE = 24;
  private static final int DELETE_ROUTE = 25;
  private static final int FLAG_NO_DAD = 0x02;
  private static final int FLAG_NO_PREFIX_ROUTE = 0x200;
  private static final int ATTRIBUTE_ADDRESS = 1;
  private static final int ATTRIBUTE_LOCAL = 2;
  private static final int ATTRIBUTE_CACHE_INFO = 6;
  private static final int ATTRIBUTE_FLAGS = 8;
  private static final int ROUTE_DESTINATION = 1;
  private static final int ROUTE_INTERFACE = 4;
  private static final int ROUTE_PREFERRED_SOURCE = 7;
  private static final int TABLE_MAIN = 254;
  private static final int PROTOCOL_KERNEL = 2;
  // Not assigned in /etc/iproute2/rt_protos: marks the routes that are ours.
  private static final int PROTOCOL_TANDEM = 84;
  private static final int SCOPE_LINK = 253;
  private static final int UNICAST = 1;

  private final NetlinkSocket socket;

  public LinkAddresses() throws OsException {
    socket = new NetlinkSocket(NetlinkSocket.ROUTE, 0);
  }

  /**
   * Configures the VIP, or gives it a new lifetime if it is there. When this returns the kernel
   * answers for the address (unless a fence mutes it).
   *
   * @param validFor after this time, rounded up to whole seconds, the kernel removes the address by
   *     itself
   * @throws OsException if the interface is missing or down, or the privilege
   */
  public synchronized void up(VirtualAddress vip, Duration validFor) throws OsException {
    int index = Links.index(vip.interfaceName());
    boolean covered = isCovered(vip, index);
    addAddress(vip, index, validFor, covered);
    if (vip.isIpv4() && !covered && vip.prefixLength() < 32) {
      addRoute(vip, index);
    }
  }

  /**
   * As {@link #up}: a VIP that somebody removed comes back. The caller orders this against {@link
   * #down}. The granularity is one second, so there is no use in renewing more often than twice a
   * second.
   */
  public void renew(VirtualAddress vip, Duration validFor) throws OsException {
    up(vip, validFor);
  }

  /**
   * Removes the VIP with whatever prefix it is configured. Idempotent: an address or interface that
   * is not there is a success. No other address is touched.
   */
  public synchronized void down(VirtualAddress vip) throws OsException {
    int index;
    try {
      index = Links.index(vip.interfaceName());
    } catch (OsException gone) {
      return;
    }
    for (AssignedAddress assigned : list(index)) {
      if (assigned.address().equals(vip.address())) {
        delete(vip, assigned);
        if (!vip.isIpv4() && assigned.prefixLength() < 128 && !isCovered(vip, index)) {
          deleteRoute(vip, assigned);
        }
      }
    }
  }

  /** Reads back from the kernel: the VIP is configured on its interface and usable. */
  public boolean present(VirtualAddress vip) throws OsException {
    return find(vip).filter(AssignedAddress::usable).isPresent();
  }

  /** Reads back from the kernel; empty if the address or the interface is missing. */
  public synchronized Optional<AssignedAddress> find(VirtualAddress vip) throws OsException {
    int index;
    try {
      index = Links.index(vip.interfaceName());
    } catch (OsException gone) {
      return Optional.empty();
    }
    return list(index).stream()
        .filter(assigned -> assigned.address().equals(vip.address()))
        .findFirst();
  }

  /** The addresses of an interface, IPv4 and IPv6. */
  public synchronized List<AssignedAddress> list(String interfaceName) throws OsException {
    return list(Links.index(interfaceName));
  }

  @Override
  public void close() {
    socket.close();
  }

  private boolean isCovered(VirtualAddress vip, int index) throws OsException {
    for (AssignedAddress assigned : list(index)) {
      if (!assigned.address().equals(vip.address())
          && assigned.prefixLength() < assigned.address().getAddress().length * 8
          && assigned.covers(vip.address())) {
        return true;
      }
    }
    return false;
  }

  private void addAddress(VirtualAddress vip, int index, Duration validFor, boolean covered)
      throws OsException {
    int seconds = wholeSeconds(validFor);
    byte[] address = vip.address().getAddress();
    int bits = address.length * 8;
    boolean kernelRoute = !vip.isIpv4() && !covered;
    int prefix = kernelRoute ? vip.prefixLength() : bits;
    int flags = (kernelRoute ? 0 : FLAG_NO_PREFIX_ROUTE) | (vip.isIpv4() ? 0 : FLAG_NO_DAD);
    MessageWriter writer = socket.start();
    writer.begin(
        NEW_ADDRESS,
        NetlinkSocket.REQUEST | NetlinkSocket.ACK | NetlinkSocket.CREATE | NetlinkSocket.REPLACE);
    AddressMessages.header(writer, vip.isIpv4(), prefix, index);
    writer.attribute(ATTRIBUTE_LOCAL, address).attribute(ATTRIBUTE_ADDRESS, address);
    writer.u32Attribute(ATTRIBUTE_FLAGS, flags);
    int mark = writer.openAttribute(ATTRIBUTE_CACHE_INFO);
    writer.u32(vip.isIpv4() ? seconds : 0).u32(seconds).u32(0).u32(0).endNest(mark);
    socket.end();
    socket.execute("add address " + text(vip, prefix));
  }

  private void addRoute(VirtualAddress vip, int index) throws OsException {
    MessageWriter writer = socket.start();
    // APPEND: a route to the same subnet that belongs to another VIP stays beside this one.
    writer.begin(
        NEW_ROUTE,
        NetlinkSocket.REQUEST | NetlinkSocket.ACK | NetlinkSocket.CREATE | NetlinkSocket.APPEND);
    writer.u8(Libc.AF_INET).u8(vip.prefixLength()).u8(0).u8(0);
    writer.u8(TABLE_MAIN).u8(PROTOCOL_TANDEM).u8(SCOPE_LINK).u8(UNICAST).u32(0);
    writer.attribute(ROUTE_DESTINATION, AddressMessages.network(vip.address(), vip.prefixLength()));
    writer.u32Attribute(ROUTE_INTERFACE, index);
    writer.attribute(ROUTE_PREFERRED_SOURCE, vip.address().getAddress());
    socket.end();
    try {
      socket.execute("add the route to the subnet of " + vip);
    } catch (OsException refused) {
      if (refused.errno() != Errno.EEXIST) {
        throw refused;
      }
    }
  }

  /** The kernel leaves the route of an address with a lifetime to run out by itself. */
  private void deleteRoute(VirtualAddress vip, AssignedAddress assigned) throws OsException {
    MessageWriter writer = socket.start();
    writer.begin(DELETE_ROUTE, NetlinkSocket.REQUEST | NetlinkSocket.ACK);
    writer.u8(Libc.AF_INET6).u8(assigned.prefixLength()).u8(0).u8(0);
    writer.u8(TABLE_MAIN).u8(PROTOCOL_KERNEL).u8(0).u8(UNICAST).u32(0);
    writer.attribute(
        ROUTE_DESTINATION, AddressMessages.network(vip.address(), assigned.prefixLength()));
    writer.u32Attribute(ROUTE_INTERFACE, assigned.interfaceIndex());
    socket.end();
    try {
      socket.execute("delete the route to the subnet of " + vip);
    } catch (OsException refused) {
      if (refused.errno() != Errno.ESRCH) {
        throw refused;
      }
    }
  }

  private void delete(VirtualAddress vip, AssignedAddress assigned) throws OsException {
    MessageWriter writer = socket.start();
    writer.begin(DELETE_ADDRESS, NetlinkSocket.REQUEST | NetlinkSocket.ACK);
    AddressMessages.header(
        writer, vip.isIpv4(), assigned.prefixLength(), assigned.interfaceIndex());
    byte[] address = vip.address().getAddress();
    writer.attribute(ATTRIBUTE_LOCAL, address).attribute(ATTRIBUTE_ADDRESS, address);
    socket.end();
    try {
      socket.execute("delete address " + text(vip, assigned.prefixLength()));
    } catch (OsException refused) {
      // Its lifetime may have ended, or the interface gone, between the look and the deletion.
      if (refused.errno() != Errno.EADDRNOTAVAIL && refused.errno() != Errno.ENODEV) {
        throw refused;
      }
    }
  }

  private List<AssignedAddress> list(int index) throws OsException {
    List<AssignedAddress> found = new ArrayList<>();
    socket.dump(
        "list addresses",
        new NetlinkSocket.Dump() {
          @Override
          public void restart() {
            found.clear();
          }

          @Override
          public void request(MessageWriter writer) {
            AddressMessages.dump(writer, index);
          }

          @Override
          public void answer(MessageReader message) {
            // Kernels before 4.20 ignore the filter and list every interface.
            AddressMessages.parse(message)
                .filter(address -> address.interfaceIndex() == index)
                .ifPresent(found::add);
          }
        });
    return found;
  }

  private static int wholeSeconds(Duration validFor) {
    if (validFor.isNegative() || validFor.isZero()) {
      throw new IllegalStateException("an address for " + validFor + " is no address");
    }
    long seconds = validFor.toSeconds() + (validFor.getNano() > 0 ? 1 : 0);
    return (int) Math.min(seconds, Integer.MAX_VALUE);
  }

  private static String text(VirtualAddress vip, int prefix) {
    InetAddress address = vip.address();
    return address.getHostAddress() + "/" + prefix + " dev " + vip.interfaceName();
  }
}
