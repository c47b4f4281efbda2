package tandem.lab.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/**
 * The smallest SIP service: answers every OPTIONS with 200, or with 503 after the line {@code
 * refuse} on standard input, until the line {@code serve}. It listens on every address given.
 */
public final class Responder {

  private static final int SIP_PORT = 5060;

  private static volatile String status = "200 OK";

  private Responder() {}

  public static void main(String[] addresses) throws IOException {
    for (String address : addresses) {
      InetSocketAddress local = new InetSocketAddress(InetAddress.getByName(address), SIP_PORT);
      DatagramChannel channel = DatagramChannel.open().bind(local);
      Thread.ofPlatform().name(address).start(() -> answer(channel));
    }
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      status = line.equals("refuse") ? "503 Service Unavailable" : "200 OK";
    }
  }

  private static void answer(DatagramChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    byte[] bytes = new byte[4096];
    while (true) {
      try {
        buffer.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        buffer.flip();
        int length = buffer.remaining();
        buffer.get(bytes, 0, length);
        String request = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        if (request.startsWith("OPTIONS ")) {
          byte[] response = response(request, status).getBytes(StandardCharsets.ISO_8859_1);
          channel.send(ByteBuffer.wrap(response), from);
        }
      } catch (IOException e) {
        // One answer could not be sent, for example for want of a route: the client counts it.
        continue;
      }
    }
  }

  /** RFC 3261 §8.2.6.2: Via, From, To, Call-ID and CSeq are copied from the request. */
  static String response(String request, String status) {
    StringBuilder response = new StringBuilder("SIP/2.0 " + status + "\r\n");
    for (String line : request.split("\r\n")) {
      String name = line.substring(0, Math.max(0, line.indexOf(':'))).strip();
      switch (name) {
        case "Via", "From", "Call-ID", "CSeq" -> response.append(line).append("\r\n");
        case "To" -> response.append(line).append(";tag=lab\r\n");
        default -> {}
      }
    }
    return response.append("Content-Length: 0\r\n\r\n").toString();
  }
}
