package tandem.sip.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.message.HeaderName;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.route.ReturnPath;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.ServerInput;
import tandem.sip.transaction.TransactionId;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;

/**
 * All transactions of a node between the transport and the transaction users (RFC 3261 §17).
 *
 * <pre>
 *   message                          what becomes of it
 *   request, known key               the transaction absorbs it or answers again
 *   request, merged (§8.2.2.2)       482
 *   request, table full              503 with Retry-After
 *   CANCEL (§9.2)                    200 and Cancelled, or 481
 *   other request                    Incoming
 *   ACK                              to its INVITE; of a 2xx: Acknowledged; else StrayAck
 *   response, known key              to its transaction: Response
 *   other response                   StrayResponse
 * </pre>
 */
public final class TransactionLayer implements Machine<LayerInput, LayerEffect> {

  private final LayerRules rules;
  private final ClientTransactions clients;
  private final ServerTransactions servers;

  public TransactionLayer(LayerRules rules) {
    this.rules = rules;
    this.clients = new ClientTransactions(rules);
    this.servers = new ServerTransactions(rules);
  }

  @Override
  public List<LayerEffect> step(Moment now, LayerInput input) {
    List<LayerEffect> effects = new ArrayList<>(2);
    switch (input) {
      case LayerInput.Received(Hop from, SipRequest request) ->
          request(now, from, request, effects);
      case LayerInput.Received(Hop from, SipResponse response) -> {
        if (!clients.received(now, response, effects)) {
          effects.add(new LayerEffect.StrayResponse(from, response));
        }
      }
      case LayerInput.Request(SipRequest request, Hop to) -> send(now, request, to, effects);
      case LayerInput.Respond(TransactionKey key, SipResponse response) ->
          servers.respond(now, key, answer(response), effects);
      case LayerInput.Cancel(ClientKey invite) -> clients.cancel(now, invite, effects);
      case LayerInput.Unsent(ClientKey key) -> clients.unsent(now, key, effects);
      case LayerInput.Unsent(TransactionKey key) -> servers.unsent(now, key, effects);
      case LayerInput.Timeout _ -> {
        clients.timeout(now, effects);
        servers.timeout(now, effects);
      }
    }
    return effects;
  }

  private void send(Moment now, SipRequest request, Hop to, List<LayerEffect> effects) {
    if (request.method().equals("ACK")) {
      effects.add(new LayerEffect.Send(ClientKey.of(request), to, request.bytes()));
    } else {
      clients.request(now, request, to, effects);
    }
  }

  private void request(Moment now, Hop from, SipRequest request, List<LayerEffect> effects) {
    if (request.method().equals("ACK")) {
      if (!servers.acknowledged(now, request, effects)) {
        effects.add(new LayerEffect.StrayAck(from, request));
      }
      return;
    }
    TransactionKey key = TransactionKey.of(request);
    if (servers.again(now, key, effects)) {
      return;
    }
    if (servers.isFull()) {
      Hop back = ReturnPath.of(request.topVia(), from);
      effects.add(new LayerEffect.Send(key, back, full(request)));
      return;
    }
    ServerTransactions.Entry entry = servers.made(key, from, request);
    if (request.method().equals("CANCEL")) {
      cancel(now, entry, effects);
    } else if (servers.isMerged(entry)) {
      refuse(now, entry, 482, effects);
    } else {
      servers.begin(now, entry, effects);
    }
  }

  /** RFC 3261 §9.2: a CANCEL is answered here, hop by hop; the user hears of what it cancels. */
  private void cancel(Moment now, ServerTransactions.Entry cancel, List<LayerEffect> effects) {
    TransactionKey invite = TransactionKey.ofCancelled(cancel.request);
    Optional<Boolean> cancellable = servers.cancellable(invite);
    refuse(now, cancel, cancellable.isPresent() ? 200 : 481, effects);
    if (cancellable.orElse(false)) {
      effects.add(new LayerEffect.Cancelled(invite));
    }
  }

  /** Opens a transaction and answers it without the user. */
  private void refuse(
      Moment now, ServerTransactions.Entry entry, int status, List<LayerEffect> effects) {
    // The user is not told of a request that it need not answer.
    List<LayerEffect> incoming = new ArrayList<>(1);
    servers.begin(now, entry, incoming);
    SipResponse response =
        ResponseBuilder.to(entry.request, status).toTag(tag(entry.request)).build();
    servers.respond(now, entry.key, answer(response), effects);
  }

  private static ServerInput.Respond answer(SipResponse response) {
    return new ServerInput.Respond(response.status(), response.bytes());
  }

  private byte[] full(SipRequest request) {
    return ResponseBuilder.to(request, 503)
        .toTag(tag(request))
        .header(HeaderName.RETRY_AFTER, Integer.toString(rules.retryAfterSeconds()))
        .build()
        .bytes();
  }

  /** The same for a request and its retransmission (RFC 3261 §8.2.7), and not to be guessed. */
  private String tag(SipRequest request) {
    long hash = rules.tagKey();
    hash = mix(hash ^ request.callId().hashCode());
    hash = mix(hash ^ request.from().tag().orElse("").hashCode());
    hash = mix(hash ^ request.cseq().number());
    return Long.toHexString(hash);
  }

  private static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public Optional<Moment> deadline() {
    Optional<Moment> client = clients.deadline();
    Optional<Moment> server = servers.deadline();
    return client.isPresent() && server.isPresent()
        ? Optional.of(Moment.earliest(client.get(), server.get()))
        : client.or(() -> server);
  }

  /** The row of one transaction; empty if it has ended. */
  public Optional<TransactionRecord> record(TransactionId id) {
    return switch (id) {
      case ClientKey key -> clients.record(key);
      case TransactionKey key -> servers.record(key);
    };
  }

  /** The rows of all transactions, in no order. */
  public Stream<TransactionRecord> records() {
    return Stream.concat(clients.records(), servers.records());
  }

  /** Takes over a transaction as it was when its row was read, whatever the limits. */
  public void restore(TransactionRecord row) {
    switch (row) {
      case TransactionRecord.OfInviteClient client -> clients.restore(client);
      case TransactionRecord.OfNonInviteClient client -> clients.restore(client);
      case TransactionRecord.OfInviteServer server -> servers.restore(server);
      case TransactionRecord.OfNonInviteServer server -> servers.restore(server);
    }
  }

  public int clientCount() {
    return clients.size();
  }

  public int serverCount() {
    return servers.size();
  }
}
