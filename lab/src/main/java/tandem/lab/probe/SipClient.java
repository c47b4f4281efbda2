package tandem.lab.probe;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import tandem.lab.wire.Frames;

/**
 * Sends one SIP OPTIONS after another to the VIP from one port and notes the answers. It sends
 * through the kernel's own neighbour cache, as any SIP client does.
 */
final class SipClient {

  static final int SIP_PORT = 5060;

  private final DatagramChannel channel;
  private final InetSocketAddress target;
  private final String head;
  private final String tail;
  private final SampleRing ring;

  private SipClient(
      DatagramChannel channel, InetSocketAddress source, InetAddress vip, SampleRing ring) {
    this.channel = channel;
    this.target = new InetSocketAddress(vip, SIP_PORT);
    this.ring = ring;
    String own = bracketed(source.getAddress());
    String its = bracketed(vip);
    this.head =
        "OPTIONS sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP %s:%d;branch=z9hG4bK-p"
            .formatted(its, own, source.getPort());
    this.tail =
        """
        ;rport\r
        Max-Forwards: 70\r
        From: <sip:probe@%s>;tag=probe\r
        To: <sip:%s>\r
        Contact: <sip:probe@%s:%d>\r
        CSeq: 1 OPTIONS\r
        Content-Length: 0\r
        Call-ID: probe-\
        """
            .formatted(own, its, own, source.getPort());
  }

  static SipClient open(InetSocketAddress source, InetAddress vip, SampleRing ring)
      throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            vip instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
    channel.bind(source);
    return new SipClient(channel, source, vip, ring);
  }

  private static String bracketed(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet4Address ? text : "[" + text + "]";
  }

  /** Sends for ever. */
  void send() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
    Pace pace = new Pace(ProbeSettings.REQUEST_NANOS);
    while (true) {
      pace.await();
      long number = ring.nextRequest();
      String request = head + number + tail + number + "\r\n\r\n";
      buffer.clear();
      buffer.put(request.getBytes(StandardCharsets.US_ASCII)).flip();
      ring.requestSent(number, System.nanoTime());
      try {
        channel.send(buffer, target);
      } catch (IOException e) {
        // No route or no neighbour at this moment: the request is lost, and counted so.
        continue;
      }
    }
  }

  /** Receives for ever. */
  void receive() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    byte[] bytes = new byte[2048];
    while (true) {
      buffer.clear();
      channel.receive(buffer);
      long now = System.nanoTime();
      buffer.flip();
      int length = buffer.remaining();
      buffer.get(bytes, 0, length);
      long number = Frames.branchNumber(bytes, 0, length);
      int status = status(bytes, length);
      if (number != Frames.NONE && status != 0) {
        ring.answered(number, status, now);
      }
    }
  }

  /** The code in "SIP/2.0 NNN", 0 if this is no response. */
  static int status(byte[] bytes, int length) {
    if (length < 12 || bytes[0] != 'S' || bytes[7] != ' ') {
      return 0;
    }
    int code = 0;
    for (int at = 8; at < 11; at++) {
      if (bytes[at] < '0' || bytes[at] > '9') {
        return 0;
      }
      code = code * 10 + bytes[at] - '0';
    }
    return code;
  }
}
