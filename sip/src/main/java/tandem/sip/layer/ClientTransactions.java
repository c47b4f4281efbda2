package tandem.sip.layer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.sip.layer.TransactionRecord.Cancelling;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.transaction.ClientEffect;
import tandem.sip.transaction.ClientInput;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.End;
import tandem.sip.transaction.FollowUps;
import tandem.sip.transaction.InviteClient;
import tandem.sip.transaction.NonInviteClient;
import tandem.sip.transport.Hop;

/** The client transactions: matching by RFC 3261 §17.1.3, cancelling by §9.1. */
final class ClientTransactions {

  /** One transaction in the table. */
  private static final class Entry extends Schedule.Item {
    final ClientKey key;
    final Hop hop;
    final SipRequest request;
    final Machine<ClientInput, ClientEffect> machine;
    Cancelling cancelling = new Cancelling.No();

    Entry(ClientKey key, Hop hop, SipRequest request, Machine<ClientInput, ClientEffect> machine) {
      this.key = key;
      this.hop = hop;
      this.request = request;
      this.machine = machine;
    }

    Optional<Moment> deadline() {
      Optional<Moment> timer = machine.deadline();
      Optional<Moment> end = cancelling.deadline();
      return timer.isPresent() && end.isPresent()
          ? Optional.of(Moment.earliest(timer.get(), end.get()))
          : timer.or(() -> end);
    }

    boolean isCancel() {
      return key.method().equals("CANCEL");
    }
  }

  private final LayerRules rules;
  private final Map<ClientKey, Entry> open = new HashMap<>();
  private final Schedule<Entry> schedule = new Schedule<>();

  ClientTransactions(LayerRules rules) {
    this.rules = rules;
  }

  void request(Moment now, SipRequest request, Hop to, List<LayerEffect> effects) {
    ClientKey key = ClientKey.of(request);
    if (open.size() >= rules.maxClients()) {
      effects.add(new LayerEffect.Failed(key, request, 503));
      return;
    }
    if (open.containsKey(key)) {
      throw new IllegalStateException("branch " + key.branch() + " used twice");
    }
    Entry entry = new Entry(key, to, request, machine(request, to));
    open.put(key, entry);
    step(now, entry, new ClientInput.Begin(), effects);
  }

  private Machine<ClientInput, ClientEffect> machine(SipRequest request, Hop to) {
    boolean reliable = to.transport().isReliable();
    return request.method().equals("INVITE")
        ? new InviteClient(rules.timers(), reliable, request)
        : new NonInviteClient(rules.timers(), reliable, request);
  }

  /** False if the response matches none. */
  boolean received(Moment now, SipResponse response, List<LayerEffect> effects) {
    Entry entry = open.get(ClientKey.of(response));
    if (entry == null) {
      return false;
    }
    step(now, entry, new ClientInput.Received(response), effects);
    boolean alive = open.containsKey(entry.key);
    if (alive && response.isFinal()) {
      entry.cancelling = new Cancelling.No();
      schedule.set(entry, entry.deadline());
    } else if (alive && entry.cancelling instanceof Cancelling.Wanted) {
      sendCancel(now, entry, effects);
    }
    return true;
  }

  void cancel(Moment now, ClientKey key, List<LayerEffect> effects) {
    Entry entry = open.get(key);
    if (entry == null
        || !(entry.machine instanceof InviteClient invite)
        || !(entry.cancelling instanceof Cancelling.No)) {
      return;
    }
    switch (invite.state()) {
      // RFC 3261 §9.1: no CANCEL before a provisional response has come.
      case InviteClient.State.Initial _, InviteClient.State.Calling _ ->
          entry.cancelling = new Cancelling.Wanted();
      case InviteClient.State.Proceeding _ -> sendCancel(now, entry, effects);
      case InviteClient.State.Completed _, InviteClient.State.Accepted _ -> {}
      case InviteClient.State.Terminated _ -> {}
    }
  }

  private void sendCancel(Moment now, Entry entry, List<LayerEffect> effects) {
    entry.cancelling = new Cancelling.Sent(now.plus(rules.timers().lifetime()));
    schedule.set(entry, entry.deadline());
    request(now, FollowUps.cancel(entry.request), entry.hop, effects);
  }

  void unsent(Moment now, ClientKey key, List<LayerEffect> effects) {
    Entry entry = open.get(key);
    if (entry != null) {
      step(now, entry, new ClientInput.TransportError(), effects);
    }
  }

  Optional<Moment> deadline() {
    return schedule.earliest();
  }

  void timeout(Moment now, List<LayerEffect> effects) {
    for (var due = schedule.due(now); due.isPresent(); due = schedule.due(now)) {
      Entry entry = due.get();
      Optional<Moment> end = entry.cancelling.deadline();
      if (end.isPresent() && now.reached(end.get())) {
        // RFC 3261 §9.1: cancelled, and the other end never said so.
        effects.add(new LayerEffect.Failed(entry.key, entry.request, 487));
        remove(entry, effects);
      } else {
        step(now, entry, new ClientInput.Timeout(), effects);
      }
    }
  }

  private void step(Moment now, Entry entry, ClientInput input, List<LayerEffect> effects) {
    for (ClientEffect effect : entry.machine.step(now, input)) {
      switch (effect) {
        case ClientEffect.Send(byte[] message) ->
            effects.add(new LayerEffect.Send(entry.key, entry.hop, message));
        case ClientEffect.Deliver(SipResponse response) -> {
          // What is answered to a CANCEL says nothing: the INVITE's own answer does (§9.1).
          if (!entry.isCancel()) {
            effects.add(new LayerEffect.Response(entry.key, response));
          }
        }
        case ClientEffect.Ended(End why) -> ended(entry, why, effects);
      }
    }
    if (open.containsKey(entry.key)) {
      schedule.set(entry, entry.deadline());
    }
  }

  private void ended(Entry entry, End why, List<LayerEffect> effects) {
    if (!entry.isCancel()) {
      switch (why) {
        case DONE -> {}
        case TIMED_OUT -> effects.add(new LayerEffect.Failed(entry.key, entry.request, 408));
        case UNSENT -> effects.add(new LayerEffect.Failed(entry.key, entry.request, 503));
      }
    }
    remove(entry, effects);
  }

  private void remove(Entry entry, List<LayerEffect> effects) {
    open.remove(entry.key);
    schedule.set(entry, Optional.empty());
    effects.add(new LayerEffect.Ended(entry.key));
  }

  int size() {
    return open.size();
  }

  Optional<TransactionRecord> record(ClientKey key) {
    return Optional.ofNullable(open.get(key)).map(ClientTransactions::record);
  }

  Stream<TransactionRecord> records() {
    return open.values().stream().map(ClientTransactions::record);
  }

  private static TransactionRecord record(Entry e) {
    return switch (e.machine) {
      case InviteClient machine ->
          new TransactionRecord.OfInviteClient(
              e.key, e.hop, e.request, machine.state(), e.cancelling);
      case NonInviteClient machine ->
          new TransactionRecord.OfNonInviteClient(e.key, e.hop, e.request, machine.state());
      default -> throw new IllegalStateException("no client machine: " + e.machine);
    };
  }

  void restore(TransactionRecord.OfInviteClient row) {
    boolean reliable = row.hop().transport().isReliable();
    Entry entry =
        new Entry(
            row.key(),
            row.hop(),
            row.request(),
            new InviteClient(rules.timers(), reliable, row.request(), row.state()));
    entry.cancelling = row.cancelling();
    restore(entry);
  }

  void restore(TransactionRecord.OfNonInviteClient row) {
    boolean reliable = row.hop().transport().isReliable();
    restore(
        new Entry(
            row.key(),
            row.hop(),
            row.request(),
            new NonInviteClient(rules.timers(), reliable, row.request(), row.state())));
  }

  private void restore(Entry entry) {
    open.put(entry.key, entry);
    schedule.set(entry, entry.deadline());
  }
}
