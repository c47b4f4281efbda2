package tandem.sip.scenario;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.sip.auth.Algorithm;
import tandem.sip.auth.Challenge;
import tandem.sip.auth.DigestClient;
import tandem.sip.auth.DigestRules;
import tandem.sip.auth.DigestServer;
import tandem.sip.auth.HeaderValues;
import tandem.sip.auth.Verdict;
import tandem.sip.build.ResponseBuilder;
import tandem.sip.dialog.DialogId;
import tandem.sip.dialog.Retry;
import tandem.sip.header.SubscriptionState;
import tandem.sip.message.HeaderName;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.session.Sdp;
import tandem.sip.session.Session;
import tandem.sip.session.SessionInput;
import tandem.sip.session.SessionRules;
import tandem.sip.subscription.Referral;
import tandem.sip.transaction.ClientKey;
import tandem.sip.transaction.Timers;
import tandem.sip.transaction.TransactionKey;

/** Carries out the commands of a flow's script, one a line; see the files in {@code flows/}. */
final class Flow {

  private static final Duration SETTLE = Duration.ofSeconds(1);

  private final World world = new World(1, World.Weather.FAIR, true);
  private final Map<String, ClientKey> invites = new LinkedHashMap<>();
  private final Map<String, SipRequest> sent = new LinkedHashMap<>();
  private final DigestServer digest =
      new DigestServer(
          new DigestRules(
              "example.com",
              List.of(Algorithm.SHA_256, Algorithm.MD5),
              Duration.ofMinutes(1),
              10,
              new byte[16]),
          (user, realm, a) -> Optional.of(a.hash(user, realm, "secret")),
          new java.util.SplittableRandom(1));
  private int places;

  /** Does what people at the telephones of a flow do by themselves. */
  private final class Caller implements Person {

    @Override
    public void asked(UserAgent phone, DialogId call, TransactionKey key, SipRequest request) {
      if (!request.method().equals("REFER")) {
        phone.respond(key, ResponseBuilder.to(request, 200).build());
        return;
      }
      Referral referral = Referral.of(request).orElseThrow();
      phone.respond(key, referral.accepted(request, call.localTag(), phone.station.contact()));
      notify(phone, call, referral, 100, "Trying");
      SipUri target = (SipUri) referral.target().uri();
      String replaces = target.headers().replace("Replaces=", "");
      ClientKey invite =
          phone.invite(
              target.withoutHeaders(),
              List.of(),
              Media.offer("offer sendrecv"),
              replaces.isEmpty() ? List.of() : List.of("Replaces", unescaped(replaces)));
      referrals.put(invite, new Referred(call, referral));
    }

    private void notify(
        UserAgent phone, DialogId call, Referral referral, int status, String reason) {
      if (!referral.notifies()) {
        return;
      }
      SubscriptionState state =
          status < 200
              ? SubscriptionState.active(Referral.SECONDS)
              : SubscriptionState.terminated("noresource");
      phone.act(
          call,
          new SessionInput.Ask(
              "NOTIFY",
              List.of("Event", referral.event().toString(), "Subscription-State", state.toString()),
              new Sdp(Referral.SIPFRAG, Referral.fragment(status, reason))));
    }

    @Override
    public void accepted(UserAgent phone, DialogId call, SipResponse response) {
      Referred referred = referrals.remove(ClientKey.of(response));
      if (referred != null) {
        notify(phone, referred.call(), referred.referral(), 200, "OK");
      }
    }

    @Override
    public void refused(UserAgent phone, ClientKey invite, int status) {
      Referred referred = referrals.remove(invite);
      if (referred != null) {
        notify(phone, referred.call(), referred.referral(), status, "Refused");
      }
    }

    /** The registrar of a flow. */
    @Override
    public void outside(UserAgent phone, TransactionKey key, SipRequest request) {
      if (!request.method().equals("REGISTER")) {
        phone.respond(key, ResponseBuilder.to(request, 200).toTag("x").build());
        return;
      }
      Verdict verdict =
          digest.check(world.now(), "REGISTER", HeaderValues.of(request, HeaderName.AUTHORIZATION));
      if (verdict instanceof Verdict.Challenged(Verdict.Reason reason)) {
        ResponseBuilder response = ResponseBuilder.to(request, 401).toTag("x");
        for (Challenge challenge : digest.challenges(world.now(), reason)) {
          response.header(HeaderName.WWW_AUTHENTICATE, challenge.toString());
        }
        phone.respond(key, response.build());
        return;
      }
      ResponseBuilder response = ResponseBuilder.to(request, 200).toTag("x");
      request.contacts().forEach(c -> response.header(HeaderName.CONTACT, c.toString()));
      phone.respond(key, response.build());
    }

    @Override
    public void answered(UserAgent phone, ClientKey key, SipResponse response) {
      SipRequest request = sent.remove(phone.name());
      if (response.status() == 401 && request != null) {
        DigestClient client =
            DigestClient.of(
                    new DigestClient.Login(phone.name(), "secret"),
                    HeaderValues.of(response, HeaderName.WWW_AUTHENTICATE))
                .orElseThrow();
        String credentials =
            client
                .answer(request.method(), request.requestUri().toString(), "c0")
                .credentials()
                .toString();
        phone.send(Retry.with(request, phone.station, HeaderName.AUTHORIZATION, credentials));
      }
    }
  }

  private record Referred(DialogId call, Referral referral) {}

  private final Map<ClientKey, Referred> referrals = new LinkedHashMap<>();

  private static String unescaped(String header) {
    return header.replace("%3B", ";").replace("%3D", "=").replace("%40", "@");
  }

  private static String escaped(String header) {
    return header.replace(";", "%3B").replace("=", "%3D").replace("@", "%40");
  }

  /** Carries out one line and lets the world settle; what happened meanwhile. */
  String play(String line) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "phones" -> Arrays.stream(words).skip(1).forEach(name -> phone(name, false));
      case "reliable-phones" -> Arrays.stream(words).skip(1).forEach(name -> phone(name, true));
      case "proxies" ->
          Arrays.stream(words)
              .skip(1)
              .forEach(name -> world.add(new ProxyNode(world, name, ++places)));
      case "wait" -> world.run(Duration.ofMillis(Long.parseLong(words[1])));
      case "lose" -> world.drop(Integer.parseInt(words[1]));
      case "lose-after" -> world.dropAfter(Integer.parseInt(words[1]));
      default -> act(words);
    }
    if (!words[0].startsWith("lose") && !words[0].equals("wait")) {
      world.run(SETTLE);
    }
    return world.takeTranscript();
  }

  private void phone(String name, boolean reliable) {
    SessionRules rules =
        new SessionRules(
            Timers.DEFAULT,
            0,
            90,
            reliable,
            List.of("INVITE", "ACK", "BYE", "CANCEL", "UPDATE", "PRACK", "REFER", "NOTIFY"));
    world.add(new UserAgent(world, name, ++places, rules, new Caller()));
  }

  private void act(String[] words) {
    if (world.node(words[0]) instanceof ProxyNode proxy) {
      switch (words[1]) {
        // <proxy> finds USER at A+B then C
        case "finds" -> {
          List<List<Uri>> groups =
              Stream.of(String.join(" ", List.of(words).subList(4, words.length)).split(" then "))
                  .map(group -> Stream.of(group.split("\\+")).map(this::place).toList())
                  .toList();
          proxy.targets.put(words[2], groups);
        }
        case "gives-up" -> proxy.giveUp();
        default -> throw new IllegalArgumentException(String.join(" ", words));
      }
      return;
    }
    UserAgent phone = (UserAgent) world.node(words[0]);
    switch (words[1]) {
      case "invites" -> invites.put(words[0], invite(phone, words, "offer sendrecv"));
      case "invites-without-offer" -> invites.put(words[0], invite(phone, words, ""));
      case "cancels" -> phone.cancel(invites.get(words[0]));
      case "registers-with" -> register(phone, words[2]);
      case "refers" -> refer(phone, words);
      default -> inCall(phone, call(phone, words), words);
    }
  }

  /** A phone's Contact, or its user at a proxy: {@code carol@p2}. */
  private Uri place(String name) {
    int at = name.indexOf('@');
    World.Node node = world.node(at < 0 ? name : name.substring(at + 1));
    String address = node.hop().address().getHostAddress();
    return Uri.parse("sip:" + (at < 0 ? name : name.substring(0, at)) + "@" + address)
        .orElseThrow();
  }

  /** {@code alice invites bob [via p1 p2]}. */
  private ClientKey invite(UserAgent phone, String[] words, String offer) {
    boolean routed = words.length > 3;
    Uri target =
        routed ? Uri.parse("sip:" + words[2] + "@example.com").orElseThrow() : place(words[2]);
    List<NameAddr> routes =
        Arrays.stream(words)
            .skip(4)
            .map(
                proxy ->
                    NameAddr.of(
                        Uri.parse(
                                "sip:" + world.node(proxy).hop().address().getHostAddress() + ";lr")
                            .orElseThrow()))
            .toList();
    return phone.invite(target, routes, offer.isEmpty() ? Sdp.NONE : Media.offer(offer), List.of());
  }

  private void register(UserAgent phone, String registrar) {
    SipRequest request =
        phone
            .request("REGISTER", place(registrar))
            .contact(new NameAddr("", phone.station.contact().uri(), Parameters.NONE))
            .header(HeaderName.EXPIRES, "3600")
            .build();
    sent.put(phone.name(), request);
    phone.send(request);
  }

  /** {@code alice refers bob to carol [replacing|silently]}. */
  private void refer(UserAgent phone, String[] words) {
    DialogId call = callWith(phone, words[2]);
    String target = place(words[4]).toString();
    boolean replacing = words.length > 5 && words[5].equals("replacing");
    boolean silently = words.length > 5 && words[5].equals("silently");
    if (replacing) {
      String replaces = phone.replaces(callWith(phone, words[4])).toString();
      target += "?Replaces=" + escaped(replaces);
    }
    List<String> headers = List.of("Refer-To", "<" + target + ">");
    phone.act(
        call,
        new SessionInput.Ask(
            "REFER",
            silently ? List.of(headers.get(0), headers.get(1), "Refer-Sub", "false") : headers,
            Sdp.NONE));
  }

  private static DialogId call(UserAgent phone, String[] words) {
    int with = List.of(words).indexOf("with");
    if (with >= 0) {
      return callWith(phone, words[with + 1]);
    }
    return List.copyOf(phone.sessions.keySet()).getLast();
  }

  private static DialogId callWith(UserAgent phone, String other) {
    for (Session session : phone.sessions.values()) {
      boolean fits = session.dialog().remote().target().toString().contains(":" + other + "@");
      if (fits) {
        return session.dialog().id();
      }
    }
    throw new IllegalArgumentException(phone.name() + " has no call with " + other);
  }

  private static void inCall(UserAgent phone, DialogId call, String[] words) {
    SessionInput input =
        switch (words[1]) {
          case "rings" -> new SessionInput.Progress(180, Sdp.NONE);
          case "plays" -> new SessionInput.Progress(183, Media.offer("answer sendrecv"));
          case "answers" -> new SessionInput.Accept(Media.offer("answer sendrecv"));
          case "answers-with-offer" -> new SessionInput.Accept(Media.offer("offer sendrecv"));
          case "answers-without" -> new SessionInput.Accept(Sdp.NONE);
          case "refuses" -> new SessionInput.Refuse(Integer.parseInt(words[2]));
          case "holds" -> new SessionInput.Change("INVITE", Media.offer("offer sendonly"));
          case "resumes" -> new SessionInput.Change("INVITE", Media.offer("offer sendrecv"));
          case "mixes" -> new SessionInput.Change("INVITE", Media.offer("offer mixer"));
          case "updates" -> new SessionInput.Change("UPDATE", Media.offer("offer inactive"));
          case "hangs-up" -> new SessionInput.Bye();
          default -> throw new IllegalArgumentException(String.join(" ", words));
        };
    phone.act(call, input);
  }

  /** What is open after a while. */
  String leftovers() {
    world.run(Duration.ofSeconds(200));
    world.takeTranscript();
    StringBuilder left = new StringBuilder();
    for (World.Node node : world.nodes()) {
      if (node instanceof UserAgent phone && phone.open() > 0) {
        left.append(phone.openText());
      }
    }
    return left.toString();
  }
}
