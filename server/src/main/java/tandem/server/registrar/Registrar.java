package tandem.server.registrar;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tandem.platform.time.Moment;
import tandem.sip.message.Ascii;
import tandem.sip.message.HeaderName;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipUri;

/**
 * The registrar of RFC 3261 §10.3: the bindings of every address-of-record, in one table of
 * immutable records.
 */
public final class Registrar {

  private static final int RETRY_AFTER_SECONDS = 60;
  private static final long MAX_SECONDS = 0xffff_ffffL;

  private record Expiry(Moment at, String addressOfRecord) implements Comparable<Expiry> {
    @Override
    public int compareTo(Expiry other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : addressOfRecord.compareTo(other.addressOfRecord);
    }
  }

  /** One Contact of a request with the seconds it asks for. */
  private record Wish(NameAddr contact, long seconds) {}

  private final RegistrarRules rules;
  private final Map<String, Registration> table = new HashMap<>();
  private final TreeSet<Expiry> expiries = new TreeSet<>();
  private int bindingCount;

  public Registrar(RegistrarRules rules) {
    this.rules = rules;
  }

  public int bindingCount() {
    return bindingCount;
  }

  public int registrationCount() {
    return table.size();
  }

  /** The live bindings of an address-of-record. */
  public List<Binding> bindings(Moment now, String addressOfRecord) {
    Registration registration = table.get(addressOfRecord);
    return registration == null
        ? List.of()
        : registration.bindings().stream().filter(b -> !now.reached(b.expires())).toList();
  }

  /** When {@link #expire} has something to do. */
  public Optional<Moment> deadline() {
    return expiries.isEmpty() ? Optional.empty() : Optional.of(expiries.first().at());
  }

  /** Removes what has run out. */
  public void expire(Moment now) {
    while (!expiries.isEmpty() && now.reached(expiries.first().at())) {
      String addressOfRecord = expiries.first().addressOfRecord();
      write(addressOfRecord, bindings(now, addressOfRecord));
    }
  }

  public Outcome register(Moment now, SipRequest request) {
    // Steps 1 and 5: the domain of the Request-URI and the address-of-record in To must be ours.
    if (!(request.requestUri() instanceof SipUri target)
        || !(request.to().uri() instanceof SipUri to)
        || !rules.serves(target.host().name())
        || !rules.serves(to.host().name())) {
      return new Outcome.Refused(404, "Not Found");
    }
    String addressOfRecord = to.addressOfRecord();
    List<Binding> present = bindings(now, addressOfRecord);
    List<String> contacts = request.text().values(HeaderName.CONTACT);
    if (contacts.isEmpty()) {
      // Step 6: a request without Contact asks for the list.
      return bound(now, present);
    }
    if (contacts.stream().anyMatch(c -> c.equals("*") || c.startsWith("*;"))) {
      return wildcard(now, request, addressOfRecord, contacts);
    }
    List<Wish> wishes = new ArrayList<>(contacts.size());
    for (String text : contacts) {
      Optional<NameAddr> contact = NameAddr.parse(text);
      if (contact.isEmpty()) {
        return new Outcome.Refused(400, "Bad Contact");
      }
      wishes.add(new Wish(contact.get(), seconds(request, contact.get())));
    }
    return update(now, request, addressOfRecord, wishes);
  }

  /** Step 6: {@code *} alone, with Expires 0, removes all. */
  private Outcome wildcard(
      Moment now, SipRequest request, String addressOfRecord, List<String> contacts) {
    boolean zero = request.text().first(HeaderName.EXPIRES).orElse("").equals("0");
    if (contacts.size() > 1 || !contacts.getFirst().equals("*") || !zero) {
      return new Outcome.Refused(400, "Wildcard needs to be alone with Expires 0");
    }
    for (Binding binding : bindings(now, addressOfRecord)) {
      if (isOutOfOrder(binding, request)) {
        return outOfOrder();
      }
    }
    write(addressOfRecord, List.of());
    return bound(now, List.of());
  }

  /** Step 7: all or nothing. */
  private Outcome update(
      Moment now, SipRequest request, String addressOfRecord, List<Wish> wishes) {
    List<Binding> before = bindings(now, addressOfRecord);
    List<Binding> after = new ArrayList<>(before);
    for (Wish wish : wishes) {
      // RFC 3261 §10.3 step 7: only wishes under one hour may be called too brief.
      if (wish.seconds() > 0 && wish.seconds() < Math.min(rules.lifetime().least(), 3_600)) {
        return new Outcome.TooBrief(rules.lifetime().least());
      }
      for (Binding binding : before) {
        if (binding.isFor(wish.contact()) && isOutOfOrder(binding, request)) {
          return outOfOrder();
        }
      }
      apply(now, request, wish, after);
    }
    if (after.size() > before.size()) {
      if (after.size() > rules.maxContacts()) {
        return new Outcome.Refused(403, "Too Many Contacts");
      }
      if (bindingCount + after.size() - before.size() > rules.maxBindings()) {
        return new Outcome.Full(RETRY_AFTER_SECONDS);
      }
    }
    write(addressOfRecord, after);
    return bound(now, after);
  }

  private void apply(Moment now, SipRequest request, Wish wish, List<Binding> bindings) {
    int at = -1;
    for (int i = 0; i < bindings.size() && at < 0; i++) {
      at = bindings.get(i).isFor(wish.contact()) ? i : -1;
    }
    if (wish.seconds() == 0) {
      if (at >= 0) {
        bindings.remove(at);
      }
      return;
    }
    NameAddr kept =
        new NameAddr(
            wish.contact().displayName(),
            wish.contact().uri(),
            wish.contact().parameters().without("expires"));
    Moment expires =
        now.plus(Duration.ofSeconds(Math.min(wish.seconds(), rules.lifetime().most())));
    Binding binding = new Binding(kept, request.callId(), request.cseq().number(), expires);
    if (at >= 0) {
      bindings.set(at, binding);
    } else {
      bindings.add(binding);
    }
  }

  /** Step 7: within one Call-ID only a higher CSeq may change a binding. */
  private static boolean isOutOfOrder(Binding binding, SipRequest request) {
    return binding.callId().equals(request.callId()) && request.cseq().number() <= binding.cseq();
  }

  private static Outcome outOfOrder() {
    return new Outcome.Refused(500, "CSeq Out Of Order");
  }

  /** Step 6: the expires parameter, else the Expires header, else the default. */
  private long seconds(SipRequest request, NameAddr contact) {
    Optional<String> wish =
        contact.parameters().has("expires")
            ? contact.parameters().get("expires")
            : request.text().first(HeaderName.EXPIRES);
    if (wish.isEmpty()) {
      return rules.lifetime().unasked();
    }
    // RFC 3261 §20.19 and §10.2.1.1: a malformed value counts as the default.
    long seconds = Ascii.number(wish.get(), MAX_SECONDS);
    return seconds < 0 ? rules.lifetime().unasked() : seconds;
  }

  private static Outcome bound(Moment now, List<Binding> bindings) {
    return new Outcome.Bound(bindings.stream().map(b -> b.show(now)).toList());
  }

  /** The one place that changes the table. */
  private void write(String addressOfRecord, List<Binding> bindings) {
    Registration old = table.remove(addressOfRecord);
    if (old != null) {
      bindingCount -= old.bindings().size();
      expiries.remove(new Expiry(old.earliestExpiry(), addressOfRecord));
    }
    if (!bindings.isEmpty()) {
      Registration next = new Registration(addressOfRecord, bindings);
      table.put(addressOfRecord, next);
      bindingCount += bindings.size();
      expiries.add(new Expiry(next.earliestExpiry(), addressOfRecord));
    }
  }
}
