package tandem.server.main;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tandem.cluster.role.Role;
import tandem.cluster.role.RoleCodec;
import tandem.cluster.role.RoleMessage;
import tandem.platform.time.Moment;
import tandem.server.node.Endpoint;
import tandem.server.node.Listener;
import tandem.server.node.Node;
import tandem.server.node.NodeEffect;
import tandem.server.node.NodeInput;
import tandem.server.node.NodeRules;
import tandem.server.registrar.RegistrarRules;
import tandem.sip.build.Requests;
import tandem.sip.message.Host;

/**
 * Drives scratch nodes with made-up traffic before the server calls itself ready, so that no class
 * is loaded and little code is interpreted when the first promotion comes.
 */
final class Rehearsal {

  private static final int ROUNDS = 400;
  private static final int ROUND_TRIPS = 200;
  private static final long LONGEST_NANOS = 1_500_000_000L;
  private static final int ANSWER_MILLIS = 200;

  private final long began = System.nanoTime();
  private final NodeRules rules = new NodeRules(1, true, RegistrarRules.of(List.of()), 1L);
  private long cseq;

  /** Blocks for at most about two seconds. */
  void run() {
    roles();
    try {
      roundTrips();
    } catch (IOException e) {
      // Without a loopback interface the sockets stay cold; the answers are the same.
      roles();
    }
  }

  private boolean late() {
    return System.nanoTime() - began > LONGEST_NANOS;
  }

  private void roles() {
    Node node = new Node(rules);
    Listener service = new Listener(0, Listener.Kind.SERVICE, "udp:rehearsal");
    Listener probe = new Listener(1, Listener.Kind.PROBE, "udp:rehearsal");
    Endpoint source = new Endpoint(InetAddress.getLoopbackAddress(), 5070);
    step(node, new NodeInput.AgentConnected());
    step(node, new NodeInput.Ready());
    for (int i = 1; i <= ROUNDS && !late(); i++) {
      step(node, order("changeRole ref=" + i + " role=primary epoch=" + i));
      step(node, new NodeInput.Datagram(service, source, options()));
      step(node, new NodeInput.Datagram(probe, source, options()));
      step(node, new NodeInput.Datagram(service, source, register()));
      byte[] broken = "OPTIONS sip:x SIP/2.0\r\nVia: ?\r\n\r\n".getBytes(StandardCharsets.UTF_8);
      step(node, new NodeInput.Datagram(service, source, broken));
      step(node, order("ping sequence=" + i));
      step(node, order("changeRole ref=" + i + " role=backup epoch=" + i));
      step(node, new NodeInput.Datagram(service, source, options()));
      step(node, new NodeInput.Tick());
    }
    step(node, new NodeInput.AgentLost());
  }

  private static NodeInput order(String line) {
    return RoleCodec.decode(line)
        .filter(RoleMessage.Down.class::isInstance)
        .<NodeInput>map(m -> new NodeInput.FromAgent((RoleMessage.Down) m))
        .orElseThrow(() -> new IllegalStateException("rehearsal line not understood: " + line));
  }

  private void step(Node node, NodeInput input) {
    for (NodeEffect effect : node.step(new Moment(System.nanoTime()), input)) {
      if (effect instanceof NodeEffect.ToAgent(RoleMessage.Up message)) {
        RoleCodec.decode(RoleCodec.encode(message));
      }
    }
  }

  /** Real datagrams through a scratch loop and socket on the loopback interface. */
  private void roundTrips() throws IOException {
    Inbox inbox = new Inbox();
    Listener listener = new Listener(0, Listener.Kind.SERVICE, "udp:rehearsal");
    ListenSocket socket =
        new ListenSocket(
            new ServerOptions.Bind(
                listener, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            inbox);
    Loop loop = new Loop(new Node(rules), inbox, List.of(socket), AgentLink.NONE, LogSink.NONE);
    socket.start();
    Thread thread = Thread.ofPlatform().daemon().name("rehearsal").start(loop);
    try (DatagramSocket caller = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.awaitFirstTry();
      inbox.put(new NodeInput.FromAgent(new RoleMessage.ChangeRole(1, Role.PRIMARY, 1)));
      caller.setSoTimeout(ANSWER_MILLIS);
      DatagramPacket answer = new DatagramPacket(new byte[2_048], 2_048);
      for (int i = 0; i < ROUND_TRIPS && !late(); i++) {
        byte[] question = i % 2 == 0 ? options() : register();
        caller.send(new DatagramPacket(question, question.length, socket.boundAddress()));
        caller.receive(answer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      thread.interrupt();
      socket.close();
    }
  }

  private byte[] options() {
    return Requests.options("sip:rehearsal.invalid", caller(), ++cseq);
  }

  private byte[] register() {
    String user = "sip:user" + cseq % 50 + "@rehearsal.invalid";
    Requests.Binding binding = new Requests.Binding(user, user + ":5070", 600);
    return Requests.register("sip:rehearsal.invalid", binding, caller(), ++cseq);
  }

  private static Requests.Caller caller() {
    return new Requests.Caller(
        "rehearsal", new Host("127.0.0.1", 5070), "rehearsal@127.0.0.1", "rehearsal");
  }
}
