package tandem.sip.route;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageEdit;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;

/** What a proxy does with requests and responses, RFC 3261 §16, as functions. */
public final class Proxy {

  /** RFC 3261 §16.6 step 3. */
  private static final int MAX_FORWARDS = 70;

  private final ProxyRules rules;

  public Proxy(ProxyRules rules) {
    this.rules = rules;
  }

  /** RFC 3261 §16.3: the status a request is refused with; empty if it may be forwarded. */
  public OptionalInt refusal(SipRequest request) {
    if (request.requestUri() instanceof Uri.Other) {
      return OptionalInt.of(416);
    }
    OptionalInt hops = request.maxForwards();
    if (hops.isPresent() && hops.getAsInt() == 0) {
      return OptionalInt.of(483);
    }
    if (Loops.isLoop(request, rules.self())) {
      return OptionalInt.of(482);
    }
    // No extension needs this proxy's help: each one required is unsupported.
    return request.has(HeaderName.PROXY_REQUIRE) ? OptionalInt.of(420) : OptionalInt.empty();
  }

  /** RFC 3261 §16.4: what strict routers have done is undone, and our own Route is taken away. */
  public SipRequest preprocessed(SipRequest request) {
    SipRequest restored = request;
    List<NameAddr> routes = request.routes();
    if (!routes.isEmpty() && request.requestUri() instanceof SipUri uri && isRecordRoute(uri)) {
      // A strict router has put our Record-Route into the Request-URI, and the target last.
      MessageEdit<SipRequest> edit =
          request.edit().requestUri(routes.getLast().uri()).remove(HeaderName.ROUTE);
      routes
          .subList(0, routes.size() - 1)
          .forEach(route -> edit.add(HeaderName.ROUTE, route.toString()));
      restored = edit.build();
    }
    Optional<NameAddr> top = restored.topRoute();
    boolean ours =
        top.isPresent() && top.get().uri() instanceof SipUri uri && rules.isOurs().test(uri);
    return ours ? restored.edit().popRoute().build() : restored;
  }

  private boolean isRecordRoute(SipUri uri) {
    return uri.isLooseRouter() && rules.isOurs().test(uri);
  }

  /**
   * RFC 3261 §16.6: the copy for one target.
   *
   * @param target what the Request-URI becomes: of the location service, or the one it has
   * @param unique makes the branch unique; letters and digits
   * @param record whether to stay on the path of the dialog
   */
  public SipRequest forwarded(SipRequest request, Uri target, String unique, boolean record) {
    Parameters parameters = Parameters.NONE.with("branch", Loops.branch(request, unique));
    Via via = new Via(rules.transport(), rules.self(), parameters);
    MessageEdit<SipRequest> edit =
        request
            .edit()
            .requestUri(target)
            .maxForwards(request.maxForwards().orElse(MAX_FORWARDS + 1) - 1);
    if (record) {
      edit.prependRecordRoute(rules.recordRoute());
    }
    return strictly(edit.prependVia(via).build());
  }

  /**
   * RFC 3261 §16.6 step 6: a next hop that is a strict router gets the target as the last Route.
   */
  private static SipRequest strictly(SipRequest request) {
    Optional<NameAddr> top = request.topRoute();
    if (top.isEmpty() || top.get().uri() instanceof SipUri uri && uri.isLooseRouter()) {
      return request;
    }
    return request
        .edit()
        .add(HeaderName.ROUTE, NameAddr.of(request.requestUri()).toString())
        .requestUri(top.get().uri())
        .popRoute()
        .build();
  }

  /** RFC 3261 §8.1.2, §16.6 step 7: the URI that says where a request goes next. */
  public static Uri nextHop(SipRequest request) {
    Optional<NameAddr> top = request.topRoute();
    return top.isPresent() && top.get().uri() instanceof SipUri uri && uri.isLooseRouter()
        ? uri
        : request.requestUri();
  }

  /**
   * RFC 3261 §16.7 steps 3 and 9: the response as it goes back; empty if it was meant for us, or
   * its top Via is not ours (§18.1.2).
   */
  public Optional<SipResponse> returned(SipResponse response) {
    boolean ours = response.topVia().sentBy().equals(rules.self());
    Optional<List<Via>> vias = response.vias();
    return ours && vias.isPresent() && vias.get().size() > 1
        ? Optional.of(response.edit().removeTopVia().build())
        : Optional.empty();
  }

  /**
   * RFC 3261 §16.7 step 6: the best of the final responses of a fork, none of them a 2xx or 6xx.
   */
  public static int best(List<Integer> statuses) {
    int best = 0;
    for (int status : statuses) {
      if (status / 100 == 6) {
        return status;
      }
      if (best == 0 || rank(status) < rank(best)) {
        best = status;
      }
    }
    // A 503 says nothing of what lies behind this proxy: it becomes a 500.
    return best == 503 ? 500 : best;
  }

  private static int rank(int status) {
    // The lowest class first; within 4xx those that tell how to try again.
    boolean helpful =
        switch (status) {
          case 401, 407, 415, 420, 484 -> true;
          default -> false;
        };
    return status / 100 * 1_000 + (helpful ? 0 : 500) + (status == 503 ? 400 : status % 100);
  }
}
