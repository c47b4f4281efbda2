package tandem.sip.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.platform.time.Moment;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.layer.LayerEffect;
import tandem.sip.layer.LayerInput;
import tandem.sip.layer.TransactionLayer;
import tandem.sip.message.Host;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.route.Addresses;
import tandem.sip.route.Proxy;
import tandem.sip.route.ProxyRules;
import tandem.sip.route.ReturnPath;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.TransactionKey;
import tandem.sip.transport.Hop;
import tandem.sip.transport.Transport;

/** A stateful proxy of RFC 3261 §16 with a location table that a script fills. */
final class ProxyNode implements World.Node {

  /** The targets of one forwarded request. */
  private static final class Context {
    final TransactionKey key;
    final SipRequest request;
    final List<ClientKey> open = new ArrayList<>();
    final List<List<Uri>> later;
    final Map<Integer, SipResponse> refusals = new LinkedHashMap<>();
    boolean done;

    Context(TransactionKey key, SipRequest request, List<List<Uri>> later) {
      this.key = key;
      this.request = request;
      this.later = later;
    }
  }

  private final World world;
  private final String name;
  private final Hop hop;
  private final Host self;
  private final Proxy proxy;
  private final TransactionLayer layer = new TransactionLayer(UserAgent.layerRules());
  private final Map<ClientKey, Context> contexts = new LinkedHashMap<>();

  /** User to groups of targets: one group after the other, the targets of a group at once. */
  final Map<String, List<List<Uri>>> targets = new LinkedHashMap<>();

  private int branches;

  ProxyNode(World world, String name, int place) {
    this.world = world;
    this.name = name;
    String address = "192.0.2." + place;
    this.self = new Host(address, -1);
    this.hop = new Hop(Transport.UDP, Addresses.literal(address).orElseThrow(), 5060);
    SipUri uri = SipUri.of("", self).with(Parameters.NONE.with("lr"));
    this.proxy =
        new Proxy(new ProxyRules(self, "UDP", u -> u.host().equals(self), NameAddr.of(uri)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Hop hop() {
    return hop;
  }

  @Override
  public void received(Moment now, Hop from, SipMessage message) {
    SipMessage noted =
        message instanceof SipRequest request ? ReturnPath.noted(request, from) : message;
    layer(new LayerInput.Received(from, noted));
  }

  @Override
  public Optional<Moment> deadline() {
    return layer.deadline();
  }

  @Override
  public void timeout(Moment now) {
    layer(new LayerInput.Timeout());
  }

  private void layer(LayerInput input) {
    layer.step(world.now(), input).forEach(this::carryOut);
  }

  private void carryOut(LayerEffect effect) {
    switch (effect) {
      case LayerEffect.Send(_, Hop to, byte[] message) -> world.send(this, to, message);
      case LayerEffect.Incoming(TransactionKey key, _, SipRequest request) ->
          incoming(key, request);
      case LayerEffect.Response(ClientKey key, SipResponse response) -> response(key, response);
      case LayerEffect.Failed(ClientKey key, _, int status) -> failed(key, status);
      case LayerEffect.Cancelled(TransactionKey invite) ->
          List.copyOf(contexts.values()).stream()
              .filter(context -> context.key.equals(invite))
              .distinct()
              .forEach(
                  context -> {
                    context.later.clear();
                    cancelAll(context);
                  });
      // RFC 3261 §16.11: an ACK of a 2xx is forwarded like any request, without a transaction.
      case LayerEffect.StrayAck(_, SipRequest ack) -> forwardAck(ack);
      case LayerEffect.Acknowledged(_, SipRequest ack) -> forwardAck(ack);
      case LayerEffect.StrayResponse _ -> {}
      case LayerEffect.Unacknowledged _, LayerEffect.Undelivered _ -> {}
      case LayerEffect.Ended(ClientKey key) -> contexts.remove(key);
      case LayerEffect.Ended(TransactionKey _) -> {}
    }
  }

  private void forwardAck(SipRequest ack) {
    SipRequest routed = proxy.preprocessed(ack);
    send(proxy.forwarded(routed, routed.requestUri(), "ack" + branches++, false));
  }

  private ClientKey send(SipRequest request) {
    layer(new LayerInput.Request(request, UserAgent.hopOf(Proxy.nextHop(request))));
    return ClientKey.of(request);
  }

  private void incoming(TransactionKey key, SipRequest request) {
    if (proxy.refusal(request).isPresent()) {
      refuse(key, request, proxy.refusal(request).getAsInt());
      return;
    }
    SipRequest routed = proxy.preprocessed(request);
    boolean located =
        routed.topRoute().isEmpty()
            && routed.requestUri() instanceof SipUri uri
            && uri.user().isPresent()
            && (uri.host().equals(self) || uri.host().name().equals("example.com"));
    List<List<Uri>> groups = List.of(List.of(routed.requestUri()));
    if (located) {
      groups = targets.getOrDefault(((SipUri) routed.requestUri()).user().orElseThrow(), List.of());
    }
    if (groups.isEmpty()) {
      refuse(key, request, 404);
      return;
    }
    forward(new Context(key, routed, new ArrayList<>(groups)));
  }

  private void refuse(TransactionKey key, SipRequest request, int status) {
    layer(new LayerInput.Respond(key, ResponseBuilder.to(request, status).toTag(name).build()));
  }

  private void forward(Context context) {
    for (Uri target : context.later.removeFirst()) {
      SipRequest copy =
          proxy.forwarded(context.request, target, name + branches++, context.request.isInvite());
      ClientKey key = ClientKey.of(copy);
      context.open.add(key);
      contexts.put(key, context);
      send(copy);
    }
  }

  private void response(ClientKey key, SipResponse response) {
    Context context = contexts.get(key);
    if (response.status() == 100) {
      return;
    }
    if (response.isProvisional() || response.isSuccess()) {
      proxy.returned(response).ifPresent(back -> layer(new LayerInput.Respond(context.key, back)));
      if (response.isSuccess()) {
        context.done = true;
        context.open.remove(key);
        context.later.clear();
        // RFC 3261 §16.7 step 10.
        cancelAll(context);
      }
      return;
    }
    context.refusals.put(response.status(), response);
    finished(key, context);
  }

  private void failed(ClientKey key, int status) {
    Context context = contexts.get(key);
    context.refusals.put(status, ResponseBuilder.to(context.request, status).toTag(name).build());
    finished(key, context);
  }

  private void finished(ClientKey key, Context context) {
    context.open.remove(key);
    if (!context.open.isEmpty() || context.done) {
      return;
    }
    if (!context.later.isEmpty()) {
      forward(context);
      return;
    }
    context.done = true;
    int best = Proxy.best(List.copyOf(context.refusals.keySet()));
    SipResponse chosen =
        context.refusals.getOrDefault(
            best, ResponseBuilder.to(context.request, best).toTag(name).build());
    SipResponse back = proxy.returned(chosen).orElse(chosen);
    layer(new LayerInput.Respond(context.key, back));
  }

  private void cancelAll(Context context) {
    List.copyOf(context.open).forEach(key -> layer(new LayerInput.Cancel(key)));
  }

  /** Timer C of a script: gives up what rings too long (§16.8). */
  void giveUp() {
    List.copyOf(contexts.values()).stream()
        .distinct()
        .filter(c -> !c.done)
        .forEach(this::cancelAll);
  }
}
