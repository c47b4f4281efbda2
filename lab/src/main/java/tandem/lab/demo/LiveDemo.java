package tandem.lab.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.admin.view.EventView;
import tandem.admin.view.StatusView;
import tandem.admin.view.TimelineText;
import tandem.admin.view.TimelineView;
import tandem.lab.measure.GapWatch;
import tandem.lab.network.LabException;
import tandem.lab.network.Node;
import tandem.lab.pair.TandemPair;
import tandem.lab.takeover.Bench;
import tandem.lab.takeover.Scenario;
import tandem.lab.takeover.Stage;
import tandem.lab.takeover.WireView;

/** The demo that a person plays with: faults by key, everything seen at once. */
final class LiveDemo {

  private static final long REDRAW_MILLIS = 300;
  private static final int SHOWN_EVENTS = 14;

  /** A request is counted as lost only when its answer has had that long. */
  private static final long IN_FLIGHT = 250_000_000L;

  private static final Map<Character, Scenario> FAULTS =
      Map.of(
          '1', Scenario.SWITCHOVER,
          '2', Scenario.PROCESS_DEATH,
          '3', Scenario.PROCESS_HANG,
          '4', Scenario.AGENT_KILLED,
          '5', Scenario.AGENT_FROZEN,
          '6', Scenario.CARRIER_LOSS,
          '7', Scenario.HOST_CUT_OFF,
          '8', Scenario.HOST_GONE,
          'w', Scenario.WITNESS_LOST);

  private static final Set<Scenario> MENDED_BY_TANDEM =
      Set.of(Scenario.SWITCHOVER, Scenario.PROCESS_DEATH, Scenario.PROCESS_HANG);

  private static final long FREEZE_SECONDS = 10;

  private final Bench bench;
  private final TandemPair pair;
  private final Terminal terminal;
  private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
  private final Map<String, Stage> broken = new LinkedHashMap<>();
  private final Deque<String> happened = new ArrayDeque<>();
  private final GapWatch client = new GapWatch();
  private long clientSeen = System.nanoTime();
  private long journalSeen;
  private Node lastPrimary = Node.SIP_1;
  private String lastOnWire = "";

  LiveDemo(Bench bench, TandemPair pair, Terminal terminal) {
    this.bench = bench;
    this.pair = pair;
    this.terminal = terminal;
  }

  /** Runs until q is pressed. */
  void run() {
    Thread.ofPlatform().daemon().name("keys").start(this::readKeys);
    if (!terminal.interactive()) {
      terminal.say(Screen.KEYS);
      terminal.say(Screen.MORE_KEYS);
    }
    while (true) {
      Optional<Character> key = nextKey();
      if (key.isPresent() && key.get() == 'q') {
        return;
      }
      key.ifPresent(this::act);
      show();
    }
  }

  private void readKeys() {
    for (int key = terminal.key(); key >= 0; key = terminal.key()) {
      keys.add(key);
    }
  }

  private Optional<Character> nextKey() {
    try {
      Integer key = keys.poll(REDRAW_MILLIS, TimeUnit.MILLISECONDS);
      return Optional.ofNullable(key).map(code -> (char) code.intValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of('q');
    }
  }

  private void act(char key) {
    if (key == 'h') {
      heal();
    } else if (key == 'z') {
      client.reset();
    } else if (FAULTS.containsKey(key)) {
      inflict(FAULTS.get(key));
    }
  }

  private void inflict(Scenario fault) {
    Stage stage = new Stage(bench, pair, lastPrimary);
    String where = fault == Scenario.WITNESS_LOST ? "" : " on " + lastPrimary.host();
    note("you: " + fault.label() + where);
    try {
      fault.inflict(stage);
    } catch (LabException e) {
      note(e.getMessage());
      return;
    }
    if (fault == Scenario.AGENT_FROZEN) {
      Thread.ofVirtual()
          .start(
              () -> {
                Stage.pause(TimeUnit.SECONDS.toMillis(FREEZE_SECONDS));
                stage.heal();
              });
    } else if (!MENDED_BY_TANDEM.contains(fault)) {
      broken.put(fault.label() + where, stage);
    }
  }

  private void heal() {
    note("you: heal all");
    broken.values().forEach(Stage::heal);
    broken.clear();
    Stream.of(Node.SIP_1, Node.SIP_2, Node.WITNESS).forEach(pair::start);
  }

  private void show() {
    WireView wire = bench.look();
    wire.primary().ifPresent(host -> lastPrimary = host);
    long until = System.nanoTime() - IN_FLIGHT;
    client.add(bench.take(clientSeen, until));
    clientSeen = until;
    Map<Node, Optional<StatusView>> states = new LinkedHashMap<>();
    for (Node node : List.of(Node.SIP_1, Node.SIP_2, Node.WITNESS)) {
      states.put(node, pair.status(node));
    }
    readJournal();
    DemoView view = view(wire, states);
    if (terminal.interactive()) {
      terminal.draw(Screen.draw(view));
    } else if (!view.onWire().equals(lastOnWire)) {
      note("on the wire: " + view.onWire() + ", epoch " + view.epoch());
    }
    lastOnWire = view.onWire();
  }

  private DemoView view(WireView wire, Map<Node, Optional<StatusView>> states) {
    String onWire =
        Node.PAIR.stream()
            .filter(host -> (wire.latest() & 1 << host.ordinal()) != 0)
            .map(Node::host)
            .collect(Collectors.joining(" + "));
    List<DemoView.HostLine> hosts = new ArrayList<>();
    states.forEach((node, status) -> hosts.add(hostLine(node, status, wire)));
    return new DemoView(
        onWire.isEmpty() ? "nobody" : onWire,
        states.values().stream()
            .flatMap(Optional::stream)
            .mapToLong(StatusView::epoch)
            .max()
            .orElse(0),
        hosts,
        wire.answersPerSecond(),
        client.silenceMillis(clientSeen),
        client.latestMillis(),
        client.longestMillis(),
        client.lost(),
        List.copyOf(broken.keySet()),
        List.copyOf(happened));
  }

  private static DemoView.HostLine hostLine(Node node, Optional<StatusView> status, WireView wire) {
    boolean onWire = node.sip() && (wire.latest() & 1 << node.ordinal()) != 0;
    if (status.isEmpty()) {
      return new DemoView.HostLine(node.host(), "?", "", onWire, "its agent does not answer");
    }
    String quorum = status.get().quorum().majority() ? "" : "without majority";
    return status.get().hosts().stream()
        .filter(host -> host.name().equals(node.host()))
        .findFirst()
        .map(
            host ->
                new DemoView.HostLine(
                    host.name(),
                    host.role(),
                    host.application(),
                    onWire,
                    quorum.isEmpty() ? host.note() : quorum))
        .orElse(new DemoView.HostLine(node.host(), "witness", "", false, quorum));
  }

  private void readJournal() {
    List<EventView> events = pair.journal(journalSeen);
    for (EventView event : events) {
      journalSeen = Math.max(journalSeen, event.position());
      if (!event.kind().equals(TimelineView.KIND)) {
        note(event.host() + ": " + event.kind() + " " + words(event.details()));
      }
    }
    if (events.stream().anyMatch(event -> event.kind().equals(TimelineView.KIND))) {
      TimelineView.last(events)
          .ifPresent(timeline -> TimelineText.lines(timeline, true).forEach(this::note));
    }
  }

  private static String words(Map<String, String> details) {
    return details.entrySet().stream()
        .map(
            entry ->
                entry.getKey().equals("text")
                    ? entry.getValue()
                    : entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  private void note(String text) {
    if (!terminal.interactive()) {
      terminal.say(text);
    }
    happened.addLast(text);
    while (happened.size() > SHOWN_EVENTS) {
      happened.removeFirst();
    }
  }
}
