package tandem.sip.layer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;
import tandem.sip.route.ReturnPath;
import tandem.sip.transaction.End;
import tandem.sip.transaction.InviteServer;
import tandem.sip.transaction.NonInviteServer;
import tandem.sip.transaction.ServerEffect;
import tandem.sip.transaction.ServerInput;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;

/** The server transactions: matching by RFC 3261 §17.2.3, merged requests by §8.2.2.2. */
final class ServerTransactions {

  /** RFC 3261 §8.2.2.2: what two copies of one request have in common. */
  private record MergeKey(String fromTag, String callId, long cseq, String method) {
    static MergeKey of(SipRequest request) {
      return new MergeKey(
          request.from().tag().orElse(""),
          request.callId(),
          request.cseq().number(),
          request.cseq().method());
    }
  }

  /** One transaction in the table. */
  static final class Entry extends Schedule.Item {
    final TransactionKey key;
    final Hop hop;
    final SipRequest request;
    final Machine<ServerInput, ServerEffect> machine;

    /** Empty for a request in a dialog. */
    private final Optional<MergeKey> merge;

    Entry(
        TransactionKey key,
        Hop hop,
        SipRequest request,
        Machine<ServerInput, ServerEffect> machine) {
      this.key = key;
      this.hop = hop;
      this.request = request;
      this.machine = machine;
      boolean inDialog = request.to().parameters().has("tag");
      this.merge = inDialog ? Optional.empty() : Optional.of(MergeKey.of(request));
    }
  }

  private final LayerRules rules;
  private final Map<TransactionKey, Entry> open = new HashMap<>();
  private final Map<MergeKey, Entry> merges = new HashMap<>();
  private final Schedule<Entry> schedule = new Schedule<>();

  ServerTransactions(LayerRules rules) {
    this.rules = rules;
  }

  /** True if the request is one that is already being served; then it has been dealt with. */
  boolean again(Moment now, TransactionKey key, List<LayerEffect> effects) {
    Entry entry = open.get(key);
    if (entry != null) {
      step(now, entry, new ServerInput.Again(), effects);
    }
    return entry != null;
  }

  boolean isFull() {
    return open.size() >= rules.maxServers();
  }

  /** RFC 3261 §8.2.2.2: the same request has come by another path. */
  boolean isMerged(Entry entry) {
    return entry.merge.isPresent() && merges.containsKey(entry.merge.get());
  }

  /** A transaction that is not open yet. */
  Entry made(TransactionKey key, Hop from, SipRequest request) {
    boolean reliable = from.transport().isReliable();
    return new Entry(
        key,
        ReturnPath.of(request.topVia(), from),
        request,
        request.isInvite()
            ? new InviteServer(rules.timers(), reliable, request)
            : new NonInviteServer(rules.timers(), reliable));
  }

  /** Opens a transaction, whose request goes to the user. */
  void begin(Moment now, Entry entry, List<LayerEffect> effects) {
    open(entry);
    step(now, entry, new ServerInput.Begin(), effects);
  }

  private void open(Entry entry) {
    open.put(entry.key, entry);
    entry.merge.ifPresent(merge -> merges.putIfAbsent(merge, entry));
  }

  /** The ACK of an INVITE; false if it matches none that waits for it. */
  boolean acknowledged(Moment now, SipRequest ack, List<LayerEffect> effects) {
    Entry entry = open.get(TransactionKey.of(ack));
    if (entry == null || !(entry.machine instanceof InviteServer)) {
      return false;
    }
    for (ServerEffect effect : entry.machine.step(now, new ServerInput.Acknowledged())) {
      if (effect instanceof ServerEffect.DeliverAck) {
        effects.add(new LayerEffect.Acknowledged(entry.key, ack));
      } else {
        carryOut(entry, effect, effects);
      }
    }
    reschedule(entry);
    return true;
  }

  void respond(
      Moment now, TransactionKey key, ServerInput.Respond response, List<LayerEffect> effects) {
    Entry entry = open.get(key);
    if (entry != null) {
      step(now, entry, response, effects);
    }
  }

  /** Whether there is such an INVITE, and whether it can still be cancelled (RFC 3261 §9.2). */
  Optional<Boolean> cancellable(TransactionKey invite) {
    Entry entry = open.get(invite);
    if (entry == null || !(entry.machine instanceof InviteServer machine)) {
      return Optional.empty();
    }
    return switch (machine.state()) {
      case InviteServer.State.Initial _, InviteServer.State.Untried _ -> Optional.of(true);
      case InviteServer.State.Proceeding _ -> Optional.of(true);
      case InviteServer.State.Completed _, InviteServer.State.Confirmed _ -> Optional.of(false);
      case InviteServer.State.Accepted _, InviteServer.State.Terminated _ -> Optional.of(false);
    };
  }

  void unsent(Moment now, TransactionKey key, List<LayerEffect> effects) {
    Entry entry = open.get(key);
    if (entry != null) {
      step(now, entry, new ServerInput.TransportError(), effects);
    }
  }

  Optional<Moment> deadline() {
    return schedule.earliest();
  }

  void timeout(Moment now, List<LayerEffect> effects) {
    for (var due = schedule.due(now); due.isPresent(); due = schedule.due(now)) {
      step(now, due.get(), new ServerInput.Timeout(), effects);
    }
  }

  private void step(Moment now, Entry entry, ServerInput input, List<LayerEffect> effects) {
    for (ServerEffect effect : entry.machine.step(now, input)) {
      carryOut(entry, effect, effects);
    }
    reschedule(entry);
  }

  private void reschedule(Entry entry) {
    schedule.set(entry, entry.machine.deadline());
  }

  private void carryOut(Entry entry, ServerEffect effect, List<LayerEffect> effects) {
    switch (effect) {
      case ServerEffect.Send(byte[] response) ->
          effects.add(new LayerEffect.Send(entry.key, entry.hop, response));
      case ServerEffect.Deliver _ ->
          effects.add(new LayerEffect.Incoming(entry.key, entry.hop, entry.request));
      case ServerEffect.DeliverAck _ -> throw new IllegalStateException("an ACK without a message");
      case ServerEffect.Unsent _ -> effects.add(new LayerEffect.Undelivered(entry.key));
      case ServerEffect.Ended(End why) -> {
        if (why != End.DONE) {
          effects.add(new LayerEffect.Unacknowledged(entry.key));
        }
        open.remove(entry.key);
        entry.merge.ifPresent(merge -> merges.remove(merge, entry));
        effects.add(new LayerEffect.Ended(entry.key));
      }
    }
  }

  int size() {
    return open.size();
  }

  Optional<TransactionRecord> record(TransactionKey key) {
    return Optional.ofNullable(open.get(key)).map(ServerTransactions::record);
  }

  Stream<TransactionRecord> records() {
    return open.values().stream().map(ServerTransactions::record);
  }

  private static TransactionRecord record(Entry e) {
    return switch (e.machine) {
      case InviteServer machine ->
          new TransactionRecord.OfInviteServer(e.key, e.hop, e.request, machine.state());
      case NonInviteServer machine ->
          new TransactionRecord.OfNonInviteServer(e.key, e.hop, e.request, machine.state());
      default -> throw new IllegalStateException("no server machine: " + e.machine);
    };
  }

  void restore(TransactionRecord.OfInviteServer row) {
    boolean reliable = row.hop().transport().isReliable();
    restore(
        new Entry(
            row.key(),
            row.hop(),
            row.request(),
            new InviteServer(rules.timers(), reliable, row.request(), row.state())));
  }

  void restore(TransactionRecord.OfNonInviteServer row) {
    boolean reliable = row.hop().transport().isReliable();
    restore(
        new Entry(
            row.key(),
            row.hop(),
            row.request(),
            new NonInviteServer(rules.timers(), reliable, row.state())));
  }

  private void restore(Entry entry) {
    open(entry);
    reschedule(entry);
  }
}
