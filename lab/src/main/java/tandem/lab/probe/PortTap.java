package tandem.lab.probe;

import java.io.IOException;
import java.net.InetAddress;
import tandem.lab.wire.Frames;
import tandem.lab.wire.PacketSocket;

/**
 * Listens at the switch's port of one host. A frame that comes in there was sent by that host,
 * whatever MAC address it carries: with a virtual MAC nothing else tells the hosts apart.
 */
final class PortTap {

  private final PacketSocket socket;
  private final int host;
  private final InetAddress vip;
  private final SampleRing ring;

  private PortTap(PacketSocket socket, int host, InetAddress vip, SampleRing ring) {
    this.socket = socket;
    this.host = host;
    this.vip = vip;
    this.ring = ring;
  }

  static PortTap open(String port, int host, InetAddress vip, SampleRing ring) throws IOException {
    return new PortTap(PacketSocket.open(port), host, vip, ring);
  }

  /** Listens for ever. */
  void listen() throws IOException {
    byte[] frame = new byte[2048];
    while (true) {
      int length = receive(frame);
      if (length == 0) {
        continue;
      }
      long question = Frames.answered(frame, length, vip);
      if (question != Frames.NONE) {
        ring.ownedBy(question, host);
        continue;
      }
      long request = Frames.sipAnswer(frame, length, vip);
      if (request != Frames.NONE) {
        ring.answeredBy(request, host);
      } else if (Frames.announces(frame, length, vip)) {
        ring.announced(System.nanoTime(), host);
      }
    }
  }

  private int receive(byte[] frame) {
    try {
      return socket.receive(frame);
    } catch (IOException e) {
      // ENETDOWN: the port was pulled, which is one of the faults; it will be plugged in again.
      return 0;
    }
  }
}
