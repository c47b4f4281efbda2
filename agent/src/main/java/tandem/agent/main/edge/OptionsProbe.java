package tandem.agent.main.edge;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import tandem.sip.build.Requests;
import tandem.sip.message.Host;
import tandem.sip.message.SipResponse;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult;

/** Asks a SIP server by OPTIONS over UDP whether it lives (RFC 3261 §11). */
final class OptionsProbe {

  private final InetSocketAddress target;
  private final Duration deadline;

  OptionsProbe(InetSocketAddress target, Duration deadline) {
    this.target = target;
    this.deadline = deadline;
  }

  /** The status code of the final response. Blocks until it comes or the deadline has passed. */
  int ask() throws IOException {
    long until = System.nanoTime() + deadline.toNanos();
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(target);
      byte[] request = request(socket);
      socket.send(new DatagramPacket(request, request.length));
      byte[] buffer = new byte[4_096];
      while (true) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new IOException("none within " + deadline.toMillis() + " ms");
        }
        socket.setSoTimeout((int) left);
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] answer = Arrays.copyOf(buffer, packet.getLength());
        if (MessageParser.parse(answer) instanceof ParseResult.Parsed parsed
            && parsed.message() instanceof SipResponse response
            && response.isFinal()) {
          return response.status();
        }
      }
    } catch (SocketTimeoutException e) {
      throw new IOException("none within " + deadline.toMillis() + " ms", e);
    }
  }

  private byte[] request(DatagramSocket socket) {
    String token = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    Host local = new Host(socket.getLocalAddress().getHostAddress(), socket.getLocalPort());
    String host = target.getAddress().getHostAddress();
    String target6 = host.contains(":") ? "[" + host + "]" : host;
    return Requests.options(
        "sip:" + target6 + ":" + target.getPort(),
        new Requests.Caller("tandem", local, token, token),
        1);
  }
}
