package tandem.lab.probe;

import java.io.IOException;
import java.net.Inet4Address;
import tandem.lab.wire.Frames;
import tandem.lab.wire.PacketSocket;

/**
 * Asks the whole LAN again and again who has the VIP. Every host that thinks it may answer does, so
 * two hosts that answer one question are two owners at that moment.
 */
final class OwnershipObserver {

  private final PacketSocket socket;
  private final ProbeSettings settings;
  private final SampleRing ring;

  private OwnershipObserver(PacketSocket socket, ProbeSettings settings, SampleRing ring) {
    this.socket = socket;
    this.settings = settings;
    this.ring = ring;
  }

  static OwnershipObserver open(ProbeSettings settings, SampleRing ring) throws IOException {
    return new OwnershipObserver(PacketSocket.open("eth1"), settings, ring);
  }

  /** Asks for ever. The answers are heard at the switch. */
  void ask() throws IOException {
    Pace pace = new Pace(ProbeSettings.QUESTION_NANOS);
    while (true) {
      pace.await();
      long number = ring.nextQuestion();
      byte[] frame =
          settings.vip() instanceof Inet4Address vip
              ? Frames.arpProbe(vip, (int) number)
              : Frames.solicitation(settings.vip(), settings.observerAddress(), (int) number);
      ring.questionSent(number, System.nanoTime());
      socket.send(frame);
    }
  }
}
