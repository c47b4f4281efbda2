package tandem.os.announce;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tandem.os.libc.NativeSocket;
import tandem.os.libc.OsException;
import tandem.os.link.LinkState;
import tandem.os.link.Links;
import tandem.os.link.MacAddress;
import tandem.platform.address.VirtualAddress;

/**
 * Listens to ARP and neighbour discovery on one interface, on a daemon thread of its own. It sees
 * frames before the fence drops them.
 */
public final class ClaimWatch implements AutoCloseable {
  private static final int ARP_BYTES = 42;
  private static final int ND_BYTES = 78;

  private final NativeSocket socket;
  private final List<VirtualAddress> vips;
  private final Claims claims;
  private final Set<MacAddress> own = new HashSet<>();
  private final Thread thread;

  ClaimWatch(NativeSocket socket, List<VirtualAddress> vips, Claims claims) throws OsException {
    this.socket = socket;
    this.vips = List.copyOf(vips);
    this.claims = claims;
    // Linux may answer for an address from any of its interfaces: that is no conflict.
    for (LinkState link : Links.list()) {
      link.mac().ifPresent(own::add);
    }
    thread = Thread.ofPlatform().name("claim-watch").daemon().start(this::watch);
  }

  /** Ends the thread; nothing is reported after this returns. */
  @Override
  public void close() {
    socket.close();
    if (Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void watch() {
    try {
      while (socket.await("watch for claims", -1) == NativeSocket.Readiness.READABLE) {
        int length = socket.receive("watch for claims");
        if (length > 0) {
          frame(socket.in().asSlice(0, length));
        }
      }
    } catch (OsException failed) {
      if (!socket.isClosed()) {
        claims.watchFailed(failed);
      }
    }
  }

  private void frame(MemorySegment frame) {
    int type = u16(frame, 12);
    if (type == Frames.ETHERTYPE_ARP && frame.byteSize() >= ARP_BYTES) {
      arp(frame);
    } else if (type == Frames.ETHERTYPE_IPV6 && frame.byteSize() >= ND_BYTES) {
      neighbourDiscovery(frame);
    }
  }

  private void arp(MemorySegment frame) {
    int operation = u16(frame, 20);
    MacAddress mac = mac(frame, 22);
    byte[] sender = bytes(frame, 28, 4);
    byte[] target = bytes(frame, 38, 4);
    if (isUnspecified(sender)) {
      return;
    }
    boolean heard = operation == Frames.ARP_REPLY || isVip(target);
    said(sender, mac, heard);
  }

  private void neighbourDiscovery(MemorySegment frame) {
    byte[] source = bytes(frame, 22, 16);
    byte[] target = bytes(frame, 62, 16);
    MacAddress mac = mac(frame, 6);
    if (u8(frame, 54) == Frames.NEIGHBOUR_ADVERTISEMENT) {
      said(target, mac, true);
    } else if (isUnspecified(source)) {
      // Duplicate address detection: the asker is about to take the target.
      said(target, mac, false);
    } else {
      said(source, mac, isVip(target));
    }
  }

  private void said(byte[] address, MacAddress mac, boolean heard) {
    if (own.contains(mac)) {
      return;
    }
    InetAddress said = address(address);
    for (VirtualAddress vip : vips) {
      if (vip.address().equals(said)) {
        claims.foreignClaim(vip, mac);
        return;
      }
    }
    if (heard) {
      claims.neighbourSeen(said, mac);
    }
  }

  private boolean isVip(byte[] address) {
    InetAddress asked = address(address);
    return vips.stream().anyMatch(vip -> vip.address().equals(asked));
  }

  private static boolean isUnspecified(byte[] address) {
    for (byte octet : address) {
      if (octet != 0) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private static MacAddress mac(MemorySegment frame, int offset) {
    return MacAddress.of(bytes(frame, offset, MacAddress.BYTES));
  }

  private static byte[] bytes(MemorySegment frame, int offset, int length) {
    return frame.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private static int u8(MemorySegment frame, int offset) {
    return Byte.toUnsignedInt(frame.get(ValueLayout.JAVA_BYTE, offset));
  }

  private static int u16(MemorySegment frame, int offset) {
    return u8(frame, offset) << 8 | u8(frame, offset + 1);
  }
}
