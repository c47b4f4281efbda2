package tandem.sip.scenario;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import tandem.platform.time.Moment;
import tandem.sim.time.VirtualTime;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.parse.MessageParser;
import tandem.sip.parse.ParseResult;
import tandem.sip.transport.Hop;

/**
 * Virtual time and a network between nodes. What is sent is parsed on arrival, as from a wire. The
 * transcript has a line for each message and event.
 */
final class World {

  /** Something that has an address. */
  interface Node {
    String name();

    Hop hop();

    void received(Moment now, Hop from, SipMessage message);

    Optional<Moment> deadline();

    void timeout(Moment now);

    /** Is rebuilt from its own rows, encoded and decoded. */
    default void moveToOtherHost(Moment now) {}
  }

  /**
   * How bad the network is.
   *
   * @param lost per cent
   * @param doubled per cent
   * @param jitterMillis messages overtake each other within it
   */
  record Weather(int lost, int doubled, int jitterMillis) {
    static final Weather FAIR = new Weather(0, 0, 0);
  }

  private static final long MILLI = 1_000_000;
  private static final int MAX_STEPS = 100_000;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<Hop, Node> places = new LinkedHashMap<>();
  private final VirtualTime time = new VirtualTime(this::stepped);
  private final SplittableRandom random;
  private final Weather weather;
  private final StringBuilder transcript = new StringBuilder();
  private final boolean moving;
  private int drops;
  private int spared;
  private int steps;

  /**
   * @param moving whether each node is rebuilt from its rows after every step
   */
  World(long seed, Weather weather, boolean moving) {
    this.random = new SplittableRandom(seed);
    this.weather = weather;
    this.moving = moving;
  }

  void add(Node node) {
    nodes.put(node.name(), node);
    places.put(node.hop(), node);
  }

  Node node(String name) {
    return nodes.get(name);
  }

  SplittableRandom random() {
    return random;
  }

  Moment now() {
    return new Moment(time.now());
  }

  private long nowMillis() {
    return time.now() / MILLI;
  }

  void at(long millis, Runnable action) {
    time.at(millis * MILLI, action);
  }

  /** The next messages are lost. */
  void drop(int messages) {
    drops += messages;
  }

  /** One message is lost after so many that are not. */
  void dropAfter(int messages) {
    spared = messages;
    drops = 1;
  }

  void log(String line) {
    transcript.append("  %6d ms  %s%n".formatted(nowMillis(), line));
  }

  String takeTranscript() {
    String text = transcript.toString();
    transcript.setLength(0);
    return text;
  }

  void send(Node from, Hop to, byte[] message) {
    Node target = places.get(to);
    boolean doomed = drops > 0 && spared == 0;
    boolean lost = doomed || target == null || random.nextInt(100) < weather.lost();
    drops -= doomed ? 1 : 0;
    spared = Math.max(0, spared - 1);
    log(
        from.name()
            + " -> "
            + (target == null ? to.toString() : target.name())
            + "  "
            + shown(message)
            + (lost ? "  LOST" : ""));
    if (lost) {
      return;
    }
    int copies = random.nextInt(100) < weather.doubled() ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long delay = 10 + (weather.jitterMillis() == 0 ? 0 : random.nextInt(weather.jitterMillis()));
      at(nowMillis() + delay, () -> target.received(now(), from.hop(), parse(message)));
    }
  }

  static SipMessage parse(byte[] bytes) {
    if (MessageParser.parse(bytes) instanceof ParseResult.Parsed(SipMessage message)) {
      return message;
    }
    throw new AssertionError(
        "sent what cannot be read: "
            + MessageParser.parse(bytes)
            + "\n"
            + new String(bytes, StandardCharsets.UTF_8));
  }

  private static String shown(byte[] bytes) {
    SipMessage message = parse(bytes);
    String body = new String(message.body(), StandardCharsets.UTF_8);
    String about = body.isEmpty() ? "" : "  [" + body.strip().replace("\r\n", " ") + "]";
    return switch (message) {
      case SipRequest request ->
          request.method()
              + " "
              + request.requestUri()
              + "  cseq "
              + request.cseq().number()
              + about;
      case SipResponse response -> response.status() + " to " + response.cseq() + about;
    };
  }

  /** Lets the world go on for so long. What is sent comes before what is due at the same time. */
  void run(Duration span) {
    long end = time.now() + span.toNanos();
    while (true) {
      long next = time.next().orElse(Long.MAX_VALUE);
      Node due = null;
      for (Node node : nodes.values()) {
        Optional<Moment> deadline = node.deadline();
        if (deadline.isPresent()) {
          // Nodes are woken at whole milliseconds.
          long at = Math.ceilDiv(deadline.get().nanos(), MILLI) * MILLI;
          if (Math.max(time.now(), at) < next) {
            next = Math.max(time.now(), at);
            due = node;
          }
        }
      }
      time.runUntil(Math.min(next, end));
      if (next > end) {
        return;
      }
      if (due != null) {
        due.timeout(now());
        stepped();
      }
    }
  }

  private void stepped() {
    if (++steps > MAX_STEPS) {
      throw new AssertionError("more than " + MAX_STEPS + " steps: something spins");
    }
    if (moving) {
      nodes.values().forEach(node -> node.moveToOtherHost(now()));
    }
  }

  List<Node> nodes() {
    return new ArrayList<>(nodes.values());
  }
}
