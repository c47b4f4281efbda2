package tandem.server.node;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.message.SipRequest;
import tandem.sip.transaction.NonInviteServer;
import tandem.sip.transaction.ServerEffect;
import tandem.sip.transaction.ServerInput;
import tandem.sip.transaction.Timers;
import tandem.sip.transaction.TransactionKey;

/**
 * The server transactions that absorb retransmissions. All are answered in the step that opens
 * them, so they end in the order they came and the eldest is always the first.
 */
final class Transactions {

  /** Beyond it the eldest ends before its Timer J: its retransmissions would count as new. */
  static final int MAX_TRANSACTIONS = 65_536;

  private record Open(NonInviteServer machine, String merge) {}

  private final LinkedHashMap<TransactionKey, Open> open = new LinkedHashMap<>();
  private final Map<String, TransactionKey> merges = new HashMap<>();
  private long endedEarly;

  /** The response to send again if the request is a retransmission. */
  Optional<byte[]> retransmission(Moment now, SipRequest request) {
    Open found = open.get(TransactionKey.of(request));
    if (found == null) {
      return Optional.empty();
    }
    for (ServerEffect effect : found.machine().step(now, new ServerInput.Again())) {
      if (effect instanceof ServerEffect.Send(byte[] response)) {
        return Optional.of(response);
      }
    }
    return Optional.empty();
  }

  /** RFC 3261 §8.2.2.2: the same request has come by another path. */
  boolean isMerged(SipRequest request) {
    return request.to().tag().isEmpty() && merges.containsKey(mergeKey(request));
  }

  /** Opens a transaction and gives it its final response. */
  void answered(Moment now, SipRequest request, byte[] response) {
    if (open.size() >= MAX_TRANSACTIONS) {
      end(open.firstEntry().getKey());
      endedEarly++;
    }
    NonInviteServer machine = new NonInviteServer(Timers.DEFAULT, false);
    machine.step(now, new ServerInput.Begin());
    // Any final status: the machine asks no more of it.
    machine.step(now, new ServerInput.Respond(200, response));
    TransactionKey key = TransactionKey.of(request);
    String merge = mergeKey(request);
    open.put(key, new Open(machine, merge));
    merges.put(merge, key);
  }

  private static String mergeKey(SipRequest request) {
    return request.from().tag().orElse("") + '|' + request.callId() + '|' + request.cseq();
  }

  Optional<Moment> deadline() {
    return open.isEmpty() ? Optional.empty() : open.firstEntry().getValue().machine().deadline();
  }

  void expire(Moment now) {
    while (!open.isEmpty()) {
      Map.Entry<TransactionKey, Open> eldest = open.firstEntry();
      if (eldest.getValue().machine().step(now, new ServerInput.Timeout()).isEmpty()) {
        return;
      }
      end(eldest.getKey());
    }
  }

  private void end(TransactionKey key) {
    Open ended = open.remove(key);
    merges.remove(ended.merge(), key);
  }

  int size() {
    return open.size();
  }

  long endedEarly() {
    return endedEarly;
  }
}
