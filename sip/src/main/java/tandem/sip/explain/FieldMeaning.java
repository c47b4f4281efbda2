package tandem.sip.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import tandem.sip.header.AuthValue;
import tandem.sip.header.Event;
import tandem.sip.header.MediaType;
import tandem.sip.header.RAck;
import tandem.sip.header.Reason;
import tandem.sip.header.Replaces;
import tandem.sip.header.RetryAfter;
import tandem.sip.header.SessionExpires;
import tandem.sip.header.SipDate;
import tandem.sip.header.SubscriptionState;
import tandem.sip.header.Timestamp;
import tandem.sip.header.Warning;
import tandem.sip.message.Ascii;
import tandem.sip.message.CSeq;
import tandem.sip.message.HeaderName;
import tandem.sip.message.MessageText;
import tandem.sip.message.NameAddr;
import tandem.sip.message.Parameters;
import tandem.sip.message.Parameters.Parameter;
import tandem.sip.message.SipMessage;
import tandem.sip.message.SipUri;
import tandem.sip.message.Uri;
import tandem.sip.message.Via;

/** Says in words what the value of a header field means. */
final class FieldMeaning {

  private FieldMeaning() {}

  /** One sentence a value; empty if one of them is malformed. */
  static Optional<List<String>> of(HeaderName header, MessageText text, int field) {
    List<String> values =
        header.form() == HeaderName.Form.LIST
            ? text.fieldValues(field)
            : List.of(text.fieldValue(field));
    List<String> meanings = new ArrayList<>(values.size());
    for (String value : values) {
      Optional<String> meaning = value(header, value);
      if (meaning.isEmpty()) {
        return Optional.empty();
      }
      meanings.add(meaning.get());
    }
    return Optional.of(meanings);
  }

  private static Optional<String> value(HeaderName header, String value) {
    return switch (header) {
      case VIA -> Via.parse(value).map(FieldMeaning::via);
      case CONTACT -> value.equals("*") ? Optional.of("all bindings") : address(value);
      case FROM, TO, ROUTE, RECORD_ROUTE, PATH, SERVICE_ROUTE, REFER_TO, REFERRED_BY ->
          address(value);
      case REPLY_TO, P_ASSERTED_IDENTITY, P_PREFERRED_IDENTITY, P_ASSOCIATED_URI, HISTORY_INFO ->
          address(value);
      case CALL_ID, IN_REPLY_TO -> some(Ascii.isCallId(value), "identifies the call");
      case CSEQ -> CSeq.parse(value).map(c -> "number " + c.number() + " of method " + c.method());
      case MAX_FORWARDS -> number(value, 255).map(n -> "may pass " + n + " more proxies");
      case CONTENT_LENGTH -> number(value, Integer.MAX_VALUE).map(n -> "body of " + n + " bytes");
      case EXPIRES, MIN_EXPIRES, FLOW_TIMER -> clamped(value).map(FieldMeaning::seconds);
      case RSEQ -> RAck.parseRseq(value).map(n -> "reliable provisional response number " + n);
      case RACK -> RAck.parse(value).map(r -> "acknowledges " + r.rseq() + " of " + r.cseq());
      case SESSION_EXPIRES, MIN_SE -> SessionExpires.parse(value).map(FieldMeaning::session);
      case RETRY_AFTER -> RetryAfter.parse(value).map(r -> "not before " + seconds(r.seconds()));
      case EVENT -> Event.parse(value).map(e -> "event package " + e.type() + with(e.parameters()));
      case ALLOW_EVENTS -> some(Ascii.isToken(value), "event package " + value);
      case SUBSCRIPTION_STATE ->
          SubscriptionState.parse(value).map(s -> s.state() + with(s.parameters()));
      case REPLACES -> Replaces.parse(value).map(FieldMeaning::replaces);
      case REASON -> Reason.parse(value).map(FieldMeaning::reason);
      case CONTENT_TYPE, ACCEPT ->
          MediaType.parse(value).map(m -> m.type() + "/" + m.subtype() + with(m.parameters()));
      case DATE -> SipDate.parse(value).map(d -> d.instant().toString());
      case TIMESTAMP -> Timestamp.parse(value).map(t -> "sent at " + t.sent() + " s");
      case WARNING -> Warning.parse(value).map(w -> w.agent() + " warns: " + w.text());
      case AUTHORIZATION, PROXY_AUTHORIZATION ->
          AuthValue.parse(value).map(FieldMeaning::credentials);
      case WWW_AUTHENTICATE, PROXY_AUTHENTICATE ->
          AuthValue.parse(value).map(FieldMeaning::challenge);
      case AUTHENTICATION_INFO, PROXY_AUTHENTICATION_INFO ->
          AuthValue.parseInfo(value).map(FieldMeaning::challenge);
      case ALLOW -> some(Ascii.isToken(value), "method " + value);
      case SUPPORTED, REQUIRE, PROXY_REQUIRE, UNSUPPORTED ->
          some(Ascii.isToken(value), "extension " + value);
      default -> Optional.of(value.isEmpty() ? "empty" : value);
    };
  }

  private static Optional<String> some(boolean sound, String meaning) {
    return sound ? Optional.of(meaning) : Optional.empty();
  }

  private static Optional<Long> number(String value, long max) {
    long number = Ascii.clamped(value, max + 1);
    return number < 0 || number > max ? Optional.empty() : Optional.of(number);
  }

  private static Optional<Long> clamped(String value) {
    long number = Ascii.clamped(value, SipMessage.MAX_SECONDS);
    return number < 0 ? Optional.empty() : Optional.of(number);
  }

  private static String seconds(long seconds) {
    return seconds < 120 || seconds % 60 != 0
        ? seconds + " s"
        : seconds + " s (" + seconds / 60 + " min)";
  }

  private static String via(Via via) {
    StringJoiner words = new StringJoiner(", ");
    words.add("over " + via.transport() + " from " + via.sentBy());
    if (via.branch().isPresent() && !via.hasMagicCookie()) {
      words.add("branch of an RFC 2543 element");
    } else {
      words.add(via.branch().isPresent() ? "branch " + via.branch().get() : "no branch (RFC 2543)");
    }
    via.parameter("received").ifPresent(r -> words.add("really came from " + r));
    if (via.asksForRport()) {
      words.add(via.parameter("rport").map(p -> "from port " + p).orElse("asks for rport"));
    }
    return words.toString();
  }

  private static Optional<String> address(String value) {
    return NameAddr.parse(value)
        .map(
            address -> {
              String name = Parameters.unquote(address.displayName());
              String who = name.isEmpty() ? "" : "“" + name + "” ";
              return who + uri(address.uri()) + with(address.parameters());
            });
  }

  static String uri(Uri uri) {
    return switch (uri) {
      case SipUri sip -> {
        String user = sip.user().map(u -> "user " + u + " at ").orElse("");
        String secure = sip.isSecure() ? " (TLS all the way)" : "";
        yield user + sip.host() + secure + with(sip.parameters());
      }
      case Uri.Tel tel -> "telephone " + tel.digits() + with(tel.parameters());
      case Uri.Other other -> other.toString();
    };
  }

  private static String with(Parameters parameters) {
    StringBuilder text = new StringBuilder();
    for (Parameter parameter : parameters.list()) {
      text.append(text.isEmpty() ? " [" : ", ").append(parameter);
    }
    return text.isEmpty() ? "" : text.append(']').toString();
  }

  private static String session(SessionExpires session) {
    String by =
        session
            .refresher()
            .map(
                r ->
                    r == SessionExpires.Refresher.UAC
                        ? ", refreshed by the caller of this request"
                        : ", refreshed by the answerer")
            .orElse("");
    return seconds(session.seconds()) + by;
  }

  private static String replaces(Replaces replaces) {
    String early = replaces.earlyOnly() ? ", only while it rings" : "";
    return "takes the place of call " + replaces.callId() + early;
  }

  private static String reason(Reason reason) {
    String cause = reason.cause().isPresent() ? " " + reason.cause().getAsInt() : "";
    return reason.protocol() + cause + reason.text().map(t -> ": " + t).orElse("");
  }

  private static String credentials(AuthValue value) {
    String user = value.get("username").map(u -> " of " + u).orElse("");
    return value.scheme()
        + " credentials"
        + user
        + value.get("realm").map(r -> " for " + r).orElse("");
  }

  private static String challenge(AuthValue value) {
    String stale =
        value.get("stale").filter("true"::equalsIgnoreCase).map(_ -> ", stale nonce").orElse("");
    String algorithm = value.get("algorithm").map(a -> ", " + a).orElse("");
    return value.scheme() + value.get("realm").map(r -> " for " + r).orElse("") + algorithm + stale;
  }
}
