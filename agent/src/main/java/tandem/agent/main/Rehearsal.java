package tandem.agent.main;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.agent.config.PairConfiguration;
import tandem.agent.node.Node;
import tandem.agent.node.NodeEffect;
import tandem.agent.node.NodeInput;
import tandem.agent.quorum.QuorumStore;
import tandem.agent.quorum.state.LetterCodec;
import tandem.cluster.group.HostStatus;
import tandem.cluster.group.JournalEntry;
import tandem.cluster.group.Letter;
import tandem.cluster.lease.Holder;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.RoleCodec;
import tandem.cluster.role.RoleMessage;
import tandem.cluster.takeover.Effect;
import tandem.cluster.takeover.Input;
import tandem.platform.time.Moment;

/**
 * Plays takeovers with a scratch node that is connected to nothing, so that the code of a takeover
 * is loaded and compiled before the first real one: interpreted, it costs tens of milliseconds.
 */
final class Rehearsal {

  /** Enough for the first compiler, and a fraction of a second of work. */
  private static final int ROUNDS = 250;

  private final PairConfiguration configuration;
  private final HostName self;
  private final HostName other;
  private long nanos;

  Rehearsal(PairConfiguration configuration, HostName self) {
    this.configuration = configuration;
    this.self = self;
    this.other =
        configuration.hosts().stream()
            .map(PairConfiguration.Host::name)
            .filter(name -> !name.equals(self))
            .findFirst()
            .orElseThrow();
  }

  void run() {
    for (int round = 0; round < ROUNDS; round++) {
      play();
      playHeir();
      playHolder();
    }
  }

  /** The right comes by word, and the claim after it is told to the store. */
  private void playHeir() {
    Node node = backup();
    Holder holder = new Holder(other, 2);
    step(
        node,
        new NodeInput.Takeover(
            new Input.RecordSeen(new LeaseRecord.Held(5, 5, holder, false, "rehearsal"))));
    Letter word = new Letter.HandOver(holder, 5, new Holder(self, 1), now(), false, "rehearsal");
    hear(node, word);
    step(node, new NodeInput.FirstAnswer(6, now()));
    node.view();
  }

  /** The application dies while an heir stands by. */
  private void playHolder() {
    Node node = primary();
    hear(node, new Letter.StandingBy(new Holder(other, 2), now()));
    nanos += configuration.lease().renew().toNanos();
    step(node, new NodeInput.Tick());
    step(node, new NodeInput.Health(new tandem.agent.health.Input.Died(1)));
    step(
        node,
        new NodeInput.Takeover(
            new Input.RecordSeen(
                new LeaseRecord.Held(8, 7, new Holder(other, 2), false, "rehearsal"))));
    node.view();
  }

  private void hear(Node node, Letter letter) {
    step(node, new NodeInput.Takeover(new Input.LetterSeen(other, copy(letter))));
  }

  private static Letter copy(Letter letter) {
    byte[] bytes = LetterCodec.encode(letter);
    try {
      return LetterCodec.decode(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new IllegalStateException("what was just written cannot be read", e);
    }
  }

  /** One life: start, promotion, renewals, a switchover asked for, demotion. */
  private void play() {
    Node node = primary();
    step(node, new NodeInput.SwitchoverAsked("rehearsal", Optional.of(other.value()), false));
    JournalEntry serving = new JournalEntry(other, 0, "takeover.serving", Map.of("epoch", "7"));
    step(node, new NodeInput.Journal(serving, false));
    node.view();
  }

  private Node backup() {
    Node node =
        new Node(
            now(), Settings.member(configuration, self, 1), Settings.supervisor(configuration));
    node.start();
    step(node, new NodeInput.Takeover(new Input.AddressDown()));
    step(node, new NodeInput.Takeover(new Input.CarrierSeen(true)));
    Set<HostName> voters = configuration.voters().stream().collect(Collectors.toSet());
    step(node, new NodeInput.Membership(self.value(), voters, voters));
    step(node, new NodeInput.StatusSeen(ready()));
    step(node, new NodeInput.Tick());
    step(node, new NodeInput.Health(new tandem.agent.health.Input.Started(1, 1)));
    say(node, new RoleMessage.Hello("rehearsal", 1, 1));
    say(
        node,
        new RoleMessage.Status(tandem.cluster.role.Role.BACKUP, ApplicationState.STARTED, ""));
    return node;
  }

  private Node primary() {
    Node node = backup();
    LeaseRecord released =
        new LeaseRecord.Released(5, 5, other, Optional.of(self), false, "rehearsal");
    step(node, new NodeInput.Takeover(new Input.RecordSeen(released)));
    return node;
  }

  private HostStatus ready() {
    return new HostStatus(other, 2, ApplicationState.STARTED, true, false, true, "");
  }

  private void say(Node node, RoleMessage.Up message) {
    RoleCodec.decode(RoleCodec.encode(message));
    step(node, new NodeInput.Health(new tandem.agent.health.Input.Said(message)));
  }

  /** Steps and answers what comes out as a world would in which everything works. */
  private void step(Node node, NodeInput input) {
    for (NodeEffect effect : node.step(now(), input)) {
      Optional<NodeInput> answer =
          switch (effect) {
            case NodeEffect.Takeover(Effect.CompareAndSet cas) ->
                Optional.of(
                    new NodeInput.Takeover(
                        new Input.CasAnswered(
                            cas.token(),
                            true,
                            new QuorumStore.CasOutcome(true, cas.next()).record())));
            case NodeEffect.Takeover(Effect.Tell tell) -> {
              copy(tell.letter());
              yield Optional.empty();
            }
            case NodeEffect.Takeover(Effect.RaiseAddress raise) ->
                Optional.of(new NodeInput.Takeover(new Input.AddressUp(raise.epoch())));
            case NodeEffect.Takeover(Effect.WithdrawAddress _) ->
                Optional.of(new NodeInput.Takeover(new Input.AddressDown()));
            case NodeEffect.Health(
                    tandem.agent.health.Effect.Tell(RoleMessage.ChangeRole change)) ->
                Optional.of(
                    new NodeInput.Health(
                        new tandem.agent.health.Input.Said(
                            new RoleMessage.RoleChanged(
                                change.ref(), change.role(), change.epoch()))));
            case NodeEffect _ -> Optional.empty();
          };
      if (answer.isPresent()) {
        step(node, answer.get());
      }
    }
  }

  private Moment now() {
    nanos += 1_000;
    return new Moment(nanos);
  }
}
