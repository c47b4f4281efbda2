package tandem.lab.takeover;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import tandem.lab.network.LostAnnouncements;
import tandem.lab.network.Node;
import tandem.lab.wire.Signal;

/** A fault, how long it lasts, and what must come of it. */
public enum Scenario {
  SWITCHOVER(Outcome.MOVES, 10, 2, Scenario::switchover),
  PROCESS_DEATH(Outcome.MOVES, 15, 2, Scenario::processDeath),
  PROCESS_HANG(Outcome.MOVES, 300, 4, Scenario::processHang),
  SERVICE_UNAVAILABLE(Outcome.MOVES, 300, 4, Scenario::serviceUnavailable),
  CARRIER_LOSS(Outcome.MOVES, 40, 10, Scenario::carrierLoss),
  AGENT_KILLED(Outcome.MOVES, 400, 4, Scenario::agentKilled),
  AGENT_FROZEN(Outcome.MOVES, 400, 10, Scenario::agentFrozen),
  HOST_GONE(Outcome.MOVES, 300, 4, Scenario::hostGone),
  HOST_CUT_OFF(Outcome.MOVES, 300, 10, Scenario::hostCutOff),
  HEARTBEAT_CUT(Outcome.MOVES, 400, 10, Scenario::heartbeatCut),
  GARP_LOST(Outcome.MOVES, 100, 4, Scenario::garpLost),
  WITNESS_LOST(Outcome.STAYS, 0, 4, Scenario::witnessLost),
  TWO_VOTERS_LOST(Outcome.SILENT, 0, 4, Scenario::twoVotersLost),
  START_BOTH(Outcome.STARTS, 0, 30, Scenario::startBoth),
  START_ALONE(Outcome.STARTS, 0, 30, Scenario::startAlone);

  /** What the client must see while the fault lasts. */
  public enum Outcome {
    /** The other host answers. */
    MOVES,
    /** The primary goes on answering. */
    STAYS,
    /** At the end nobody answers. */
    SILENT,
    /** One host begins to answer. */
    STARTS
  }

  private final Outcome outcome;
  private final double boundMillis;
  private final int seconds;
  private final Consumer<Stage> fault;

  Scenario(Outcome outcome, double boundMillis, int seconds, Consumer<Stage> fault) {
    this.outcome = outcome;
    this.boundMillis = boundMillis;
    this.seconds = seconds;
    this.fault = fault;
  }

  /** The scenarios of a comma-separated list, or all; empty if a name is unknown. */
  public static Optional<List<Scenario>> parse(String names) {
    if (names.equals("all")) {
      return Optional.of(List.of(values()));
    }
    List<Optional<Scenario>> found =
        Arrays.stream(names.split(","))
            .map(n -> Arrays.stream(values()).filter(s -> s.label().equals(n.strip())).findFirst())
            .toList();
    return found.stream().allMatch(Optional::isPresent)
        ? Optional.of(found.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Outcome outcome() {
    return outcome;
  }

  /** The outage to reach as a median, in milliseconds; 0 if none is set. */
  public double boundMillis() {
    return boundMillis;
  }

  int seconds() {
    return seconds;
  }

  boolean needsWitness() {
    return this == WITNESS_LOST || this == TWO_VOTERS_LOST;
  }

  /** Makes the fault; the stage then knows how to heal it. */
  public void inflict(Stage stage) {
    fault.accept(stage);
  }

  private static void switchover(Stage stage) {
    stage.healBy(() -> stage.product().forgetSwitchover(stage.primary()));
    stage.mark();
    stage.product().switchover(stage.primary());
  }

  private static void processDeath(Stage stage) {
    List<Long> service = stage.product().service(stage.primary());
    stage.restartLater(stage.primary());
    stage.mark();
    stage.signal(service, Signal.KILL);
  }

  private static void processHang(Stage stage) {
    List<Long> service = stage.product().service(stage.primary());
    stage.restartLater(stage.primary());
    // The supervisor may have killed and replaced it meanwhile: then nobody is there to go on.
    stage.healBy(() -> stage.signal(service, Signal.CONTINUE));
    stage.mark();
    stage.signal(service, Signal.STOP);
  }

  private static void serviceUnavailable(Stage stage) {
    stage.healBy(() -> stage.product().refuse(stage.primary(), false));
    stage.mark();
    stage.product().refuse(stage.primary(), true);
  }

  private static void carrierLoss(Stage stage) {
    stage.healBy(() -> stage.network().cables().plugSip(stage.primary()));
    stage.mark();
    stage.network().cables().pullSip(stage.primary());
  }

  private static void agentKilled(Stage stage) {
    List<Long> daemon = stage.product().daemon(stage.primary());
    stage.restartLater(stage.primary());
    stage.mark();
    stage.signal(daemon, Signal.KILL);
  }

  private static void agentFrozen(Stage stage) {
    List<Long> daemon = stage.product().daemon(stage.primary());
    stage.restartLater(stage.primary());
    stage.healBy(() -> stage.signal(daemon, Signal.CONTINUE));
    stage.mark();
    stage.signal(daemon, Signal.STOP);
  }

  private static void hostGone(Stage stage) {
    stage.restartLater(stage.primary());
    stage.healBy(() -> stage.network().cables().plugAll(stage.primary()));
    stage.mark();
    // Nobody on a host without power sees its links go, or tells anybody.
    stage.product().stop(stage.primary());
    stage.network().cables().pullAll(stage.primary());
    stage.product().kill(stage.primary());
  }

  private static void hostCutOff(Stage stage) {
    stage.healBy(() -> stage.network().cables().rejoin(stage.primary()));
    stage.mark();
    stage.network().cables().cutOff(stage.primary());
  }

  private static void heartbeatCut(Stage stage) {
    stage.healBy(() -> stage.network().cables().rejoinManagement(stage.primary()));
    stage.mark();
    stage.network().cables().cutManagement(stage.primary());
  }

  private static void garpLost(Stage stage) {
    LostAnnouncements lost = LostAnnouncements.at(stage.network(), Node.CLIENT);
    switchover(stage);
    stage.awaitMove();
    Stage.pause(1000);
    lost.end();
  }

  private static void witnessLost(Stage stage) {
    stage.restartLater(Node.WITNESS);
    stage.mark();
    stage.product().kill(Node.WITNESS);
  }

  private static void twoVotersLost(Stage stage) {
    stage.restartLater(stage.primary().other());
    stage.restartLater(Node.WITNESS);
    stage.mark();
    stage.product().kill(Node.WITNESS);
    stage.product().kill(stage.primary().other());
  }

  private static void startBoth(Stage stage) {
    killAll(stage);
    stage.mark();
    List.of(Node.SIP_1, Node.SIP_2, Node.WITNESS).forEach(stage.product()::start);
  }

  private static void startAlone(Stage stage) {
    killAll(stage);
    stage.restartLater(Node.SIP_2);
    stage.mark();
    stage.product().start(Node.SIP_1);
    stage.product().start(Node.WITNESS);
  }

  private static void killAll(Stage stage) {
    List.of(Node.SIP_1, Node.SIP_2, Node.WITNESS).forEach(stage.product()::kill);
    // The kernel lets the VIP go when the last lease runs out; only then is this a start.
    Stage.pause(2500);
  }
}
