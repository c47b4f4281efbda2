package tandem.agent.main;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.agent.config.PairConfiguration;
import tandem.agent.node.Node;
import tandem.agent.node.NodeEffect;
import tandem.agent.node.NodeInput;
import tandem.agent.quorum.QuorumStore;
import tandem.cluster.lease.HostName;
import tandem.cluster.lease.LeaseRecord;
import tandem.cluster.role.ApplicationState;
import tandem.cluster.role.RoleMessage;
import tandem.cluster.takeover.Effect;
import tandem.cluster.takeover.HostStatus;
import tandem.cluster.takeover.Input;
import tandem.cluster.takeover.JournalEntry;
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
    }
  }

  /** One life: start, promotion, renewals, a switchover asked for, demotion. */
  private void play() {
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
    say(node, new RoleMessage.Hello("rehearsal", 1, 1));
    say(
        node,
        new RoleMessage.Status(tandem.cluster.role.Role.BACKUP, ApplicationState.STARTED, ""));
    LeaseRecord released =
        new LeaseRecord.Released(5, 5, other, Optional.of(self), false, "rehearsal");
    step(node, new NodeInput.Takeover(new Input.RecordSeen(released)));
    step(node, new NodeInput.SwitchoverAsked("rehearsal", Optional.of(other.value()), false));
    JournalEntry serving = new JournalEntry(other, 0, "takeover.serving", Map.of("epoch", "7"));
    step(node, new NodeInput.Journal(serving, false));
    node.view();
  }

  private HostStatus ready() {
    return new HostStatus(other, 2, ApplicationState.STARTED, true, false, true, "");
  }

  private void say(Node node, RoleMessage.Up message) {
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
