package tandem.lab.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import tandem.lab.wire.NetworkNamespace;

/**
 * The measuring process: a SIP client and an ownership observer, each in its own network namespace,
 * and an ear at the switch's ports that tells the hosts apart. It measures all the time, keeps the
 * last two minutes, and gives out any stretch of them: {@code take FROM TO} on standard input,
 * answered by a trace and a line with a dot. It ends with its input.
 */
public final class ProbeMain {

  /** Until then the virtual machine compiles what it measures with. */
  private static final long WARM_UP_MILLIS = 1500;

  private ProbeMain() {}

  /** A measuring thread's work; it ends by an exception only. */
  private interface Duty {
    void run() throws IOException;
  }

  /** Opens what a duty needs, in the namespace the thread has entered. */
  private interface Opening<T> {
    T open() throws IOException;
  }

  public static void main(String[] arguments) throws Exception {
    ProbeSettings settings = ProbeSettings.parse(arguments);
    SampleRing ring = new SampleRing();
    SipClient client =
        inside(settings.client(), () -> SipClient.open(settings.source(), settings.vip(), ring));
    start("sip-receive", client::receive);
    start("sip-send", client::send);
    OwnershipObserver observer =
        inside(settings.observer(), () -> OwnershipObserver.open(settings, ring));
    start("observe", observer::ask);
    for (int host = 0; host < 2; host++) {
      int index = host;
      PortTap tap =
          inside(
              settings.lan(),
              () -> PortTap.open(settings.ports().get(index), index, settings.vip(), ring));
      start("tap-" + settings.ports().get(index), tap::listen);
    }
    Thread.sleep(WARM_UP_MILLIS);
    for (int i = 0; i < 20; i++) {
      ring.between(0, Long.MAX_VALUE).text();
    }
    serve(ring);
    System.exit(0);
  }

  private static void serve(SampleRing ring) throws IOException {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    out.println("ready");
    out.flush();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      if (words.length == 3 && words[0].equals("take")) {
        out.print(ring.between(Long.parseLong(words[1]), Long.parseLong(words[2])).text());
      } else {
        System.err.println("probe: not understood: " + line);
      }
      out.println(".");
      out.flush();
    }
  }

  private static void start(String name, Duty duty) {
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(
            () -> {
              try {
                duty.run();
              } catch (IOException e) {
                // A measurement with a dead thread would look like an outage: end the process.
                System.err.println("probe: " + name + ": " + e.getMessage());
                System.exit(1);
              }
            });
  }

  private static <T> T inside(String namespace, Opening<T> opening) throws Exception {
    CompletableFuture<T> opened = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                NetworkNamespace.enter(namespace);
                opened.complete(opening.open());
              } catch (IOException | RuntimeException e) {
                opened.completeExceptionally(e);
              }
            });
    return opened.get();
  }
}
