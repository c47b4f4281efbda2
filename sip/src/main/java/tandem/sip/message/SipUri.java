package tandem.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tandem.sip.message.Parameters.Parameter;

/**
 * A {@code sip:} or {@code sips:} URI, its parts as they came (escapes are kept).
 *
 * @param userInfo empty if there is no user part
 * @param headers the text after {@code ?}, empty if there is none
 */
public record SipUri(
    String scheme, Optional<UserInfo> userInfo, Host host, Parameters parameters, String headers)
    implements Uri {

  /** What stands before the {@code @}. */
  public record UserInfo(String user, Optional<String> password) {}

  private static final String USER_MARKS = "-_.!~*'()&=+$,;?/%";
  private static final List<String> ALWAYS_COMPARED =
      List.of("user", "ttl", "method", "maddr", "transport");

  /** An address such as {@code sip:alice@example.com}; {@code user} may be the empty string. */
  public static SipUri of(String user, Host host) {
    Optional<UserInfo> info =
        user.isEmpty() ? Optional.empty() : Optional.of(new UserInfo(user, Optional.empty()));
    return new SipUri("sip", info, host, Parameters.NONE, "");
  }

  public Optional<String> user() {
    return userInfo.map(UserInfo::user);
  }

  private Optional<String> password() {
    return userInfo.flatMap(UserInfo::password);
  }

  static Optional<SipUri> parse(String scheme, String text) {
    // The user part may hold ';' and '?', the headers may hold '@' only escaped: the last '@'
    // rules.
    int at = text.lastIndexOf('@');
    Optional<UserInfo> userInfo = at < 0 ? Optional.empty() : userInfo(text.substring(0, at));
    if (at >= 0 && userInfo.isEmpty()) {
      return Optional.empty();
    }
    Cursor in = new Cursor(text.substring(at + 1));
    Optional<Host> host = Host.parse(in.untilAny(';', '?'));
    Optional<Parameters> parameters = parameters(in.until('?'));
    String headers = in.take('?') ? in.rest() : "";
    if (host.isEmpty() || parameters.isEmpty() || !escapesComplete(text)) {
      return Optional.empty();
    }
    return Optional.of(new SipUri(scheme, userInfo, host.get(), parameters.get(), headers));
  }

  private static Optional<UserInfo> userInfo(String text) {
    int colon = text.indexOf(':');
    String user = colon < 0 ? text : text.substring(0, colon);
    Optional<String> password =
        colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1));
    return user.isEmpty() || !isUserInfo(user) || !isUserInfo(password.orElse(""))
        ? Optional.empty()
        : Optional.of(new UserInfo(user, password));
  }

  private static boolean isUserInfo(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Ascii.isAlphanumeric(c) && USER_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean escapesComplete(String text) {
    for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
      if (i + 2 >= text.length()
          || Character.digit(text.charAt(i + 1), 16) < 0
          || Character.digit(text.charAt(i + 2), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Parameters> parameters(String text) {
    if (text.isEmpty()) {
      return Optional.of(Parameters.NONE);
    }
    List<Parameter> list = new ArrayList<>(4);
    for (String part : text.substring(1).split(";", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (name.isEmpty() || list.size() >= Parameters.MAX_PARAMETERS) {
        return Optional.empty();
      }
      Optional<String> value =
          equals < 0 ? Optional.empty() : Optional.of(part.substring(equals + 1));
      list.add(new Parameter(name, value));
    }
    return Optional.of(new Parameters(list));
  }

  /** RFC 3261 §19.1.4: whether two URIs name the same resource. */
  public boolean equivalent(SipUri other) {
    return scheme.equals(other.scheme)
        && user().map(SipUri::unescape).equals(other.user().map(SipUri::unescape))
        && password().map(SipUri::unescape).equals(other.password().map(SipUri::unescape))
        && host.name().equalsIgnoreCase(other.host.name())
        && host.port() == other.host.port()
        && parametersMatch(other)
        && headerSet(headers).equals(headerSet(other.headers));
  }

  private boolean parametersMatch(SipUri other) {
    for (String name : ALWAYS_COMPARED) {
      if (parameters.has(name) != other.parameters.has(name)) {
        return false;
      }
    }
    for (Parameter mine : parameters.list()) {
      if (other.parameters.has(mine.name())
          && !sameText(mine.value(), other.parameters.get(mine.name()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameText(Optional<String> a, Optional<String> b) {
    return unescape(a.orElse("")).equalsIgnoreCase(unescape(b.orElse("")));
  }

  private static List<String> headerSet(String headers) {
    List<String> parts = new ArrayList<>();
    for (String part : headers.isEmpty() ? new String[0] : headers.split("&")) {
      parts.add(unescape(part).toLowerCase(Locale.ROOT));
    }
    parts.sort(null);
    return parts;
  }

  /**
   * RFC 3261 §10.3 step 5: the canonical form used as the index of a registrar's bindings: without
   * parameters, unescaped, host in lower case.
   */
  public String addressOfRecord() {
    String at = user().map(name -> unescape(name) + "@").orElse("");
    return scheme + ":" + at + host.toString().toLowerCase(Locale.ROOT);
  }

  /** Escapes of printable US-ASCII resolved; others stay as they are, so no control sneaks in. */
  static String unescape(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int code = -1;
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        code = high < 0 || low < 0 ? -1 : high * 16 + low;
      }
      if (code > ' ' && code < 0x7f) {
        plain.append((char) code);
        i += 2;
      } else if (code >= 0) {
        plain.append(text.substring(i, i + 3).toUpperCase(Locale.ROOT));
        i += 2;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme).append(':');
    if (userInfo.isPresent()) {
      text.append(userInfo.get().user());
      password().ifPresent(secret -> text.append(':').append(secret));
      text.append('@');
    }
    text.append(host).append(parameters);
    if (!headers.isEmpty()) {
      text.append('?').append(headers);
    }
    return text.toString();
  }
}
