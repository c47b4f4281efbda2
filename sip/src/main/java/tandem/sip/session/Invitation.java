package tandem.sip.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.sip.build.RequestBuilder;
import tandem.sip.dialog.Dialog;
import tandem.sip.dialog.DialogId;
import tandem.sip.dialog.Station;
import tandem.sip.message.HeaderName;
import tandem.sip.message.NameAddr;
import tandem.sip.message.SipRequest;
import tandem.sip.message.SipResponse;
import tandem.sip.message.Uri;
import tandem.sip.transaction.ClientKey;

/**
 * An INVITE of ours that makes dialogs: RFC 3261 §13.2. A proxy may fork it, so one INVITE may make
 * several early dialogs and several confirmed ones. A value: what happens to it makes another.
 *
 * @param legs the dialogs it has made that are not over
 * @param answered the first that was confirmed
 */
public record Invitation(SipRequest invite, Set<DialogId> legs, Optional<DialogId> answered) {

  /** Dialogs of one INVITE; the responses of more are ignored. */
  public static final int MAX_LEGS = 16;

  public Invitation {
    legs = Set.copyOf(legs);
  }

  /** Whom to invite, and what for. */
  public record Target(Uri requestUri, NameAddr to, List<NameAddr> routes, Sdp offer) {}

  /** What a response means. */
  public sealed interface Meaning {

    /** It belongs to a dialog that exists. */
    record Known(DialogId leg) implements Meaning {}

    /** It makes a dialog: a session is to be made, and gets the response. */
    record Made(Dialog dialog) implements Meaning {}

    /**
     * A 2xx of another branch than the one that answered first. Its session is made, gets the
     * response and is hung up (RFC 3261 §13.2.2.4).
     */
    record Superfluous(Dialog dialog) implements Meaning {}

    /** It refuses the INVITE: these dialogs are over. */
    record Refused(int status, Set<DialogId> legs) implements Meaning {}

    /** It says nothing about a dialog: a 100, or there are too many. */
    record Nothing() implements Meaning {}
  }

  /** A response understood. */
  public record Step(Invitation next, Meaning meaning) {}

  public static Invitation of(SessionRules rules, Station station, Target target) {
    RequestBuilder request =
        RequestBuilder.of("INVITE", target.requestUri())
            .via(station.via())
            .routes(target.routes())
            .from(station.address().withTag(station.token()))
            .to(target.to())
            .callId(station.callId())
            .cseq(1)
            .contact(station.contact())
            .header(HeaderName.ALLOW, rules.allow())
            .header(HeaderName.SUPPORTED, rules.supported());
    SessionClock.ask(request, rules, Optional.empty());
    if (!target.offer().isAbsent()) {
      request.body(target.offer().type(), target.offer().bytes());
    }
    return of(request.build());
  }

  /** Of an INVITE that was made elsewhere. */
  public static Invitation of(SipRequest invite) {
    return new Invitation(invite, Set.of(), Optional.empty());
  }

  public ClientKey key() {
    return ClientKey.of(invite);
  }

  /** Reads a response to the INVITE. */
  public Step received(SipResponse response) {
    if (response.isFinal() && !response.isSuccess()) {
      return new Step(
          new Invitation(invite, Set.of(), answered), new Meaning.Refused(response.status(), legs));
    }
    DialogId leg = DialogId.ofAnswered(response);
    if (legs.contains(leg)) {
      boolean first = response.isSuccess() && answered.isEmpty();
      Invitation next = first ? new Invitation(invite, legs, Optional.of(leg)) : this;
      return new Step(next, new Meaning.Known(leg));
    }
    Optional<Dialog> dialog = Dialog.ofClient(invite, response);
    if (dialog.isEmpty() || legs.size() >= MAX_LEGS) {
      return new Step(this, new Meaning.Nothing());
    }
    Set<DialogId> more = new LinkedHashSet<>(legs);
    more.add(leg);
    boolean superfluous = response.isSuccess() && answered.isPresent();
    Optional<DialogId> winner =
        response.isSuccess() && answered.isEmpty() ? Optional.of(leg) : answered;
    return new Step(
        new Invitation(invite, more, winner),
        superfluous ? new Meaning.Superfluous(dialog.get()) : new Meaning.Made(dialog.get()));
  }

  /** RFC 3261 §13.2.2.4: whether a leg's 2xx came after that of another, so it is hung up. */
  public boolean isBeaten(DialogId leg) {
    return answered.isPresent() && !answered.get().equals(leg);
  }
}
