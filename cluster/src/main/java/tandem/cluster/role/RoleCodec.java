package tandem.cluster.role;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One role message a line: a word, then {@code key=value} pairs separated by one space, values
 * percent-encoded (UTF-8). Unknown words are skipped and unknown keys ignored, so that either end
 * may be newer.
 */
public final class RoleCodec {

  /** A longer line ends the connection. */
  public static final int MAX_LINE = 2_048;

  private static final int MAX_TEXT = 1_900;

  private RoleCodec() {}

  /** The message as a line without its line feed. */
  public static String encode(RoleMessage message) {
    return switch (message) {
      case RoleMessage.Hello m ->
          "hello application="
              + escape(m.application())
              + " pid="
              + m.pid()
              + " protocol="
              + m.protocol();
      case RoleMessage.Status m ->
          "status role="
              + word(m.role())
              + " state="
              + word(m.state())
              + " reason="
              + escape(m.reason());
      case RoleMessage.RoleChanged m ->
          "roleChanged ref=" + m.ref() + " role=" + word(m.role()) + " epoch=" + m.epoch();
      case RoleMessage.RoleRefused m ->
          "roleRefused ref=" + m.ref() + " reason=" + escape(m.reason());
      case RoleMessage.Pong m -> "pong sequence=" + m.sequence();
      case RoleMessage.ChangeRole m ->
          "changeRole ref=" + m.ref() + " role=" + word(m.role()) + " epoch=" + m.epoch();
      case RoleMessage.Ping m -> "ping sequence=" + m.sequence();
      case RoleMessage.Suspend _ -> "suspend";
      case RoleMessage.Exit _ -> "exit";
    };
  }

  /**
   * The message of a line, or empty for an unknown word or a value that does not fit. Never throws.
   */
  public static Optional<RoleMessage> decode(String line) {
    String[] parts = line.strip().split(" +");
    try {
      Map<String, String> values = values(parts);
      return Optional.ofNullable(
          switch (parts[0]) {
            case "hello" ->
                new RoleMessage.Hello(
                    need(values, "application"),
                    number(values, "pid"),
                    Math.toIntExact(number(values, "protocol")));
            case "status" ->
                new RoleMessage.Status(
                    role(values), state(need(values, "state")), values.getOrDefault("reason", ""));
            case "roleChanged" ->
                new RoleMessage.RoleChanged(
                    number(values, "ref"), role(values), number(values, "epoch"));
            case "roleRefused" ->
                new RoleMessage.RoleRefused(
                    number(values, "ref"), values.getOrDefault("reason", ""));
            case "pong" -> new RoleMessage.Pong(number(values, "sequence"));
            case "changeRole" ->
                new RoleMessage.ChangeRole(
                    number(values, "ref"), role(values), number(values, "epoch"));
            case "ping" -> new RoleMessage.Ping(number(values, "sequence"));
            case "suspend" -> new RoleMessage.Suspend();
            case "exit" -> new RoleMessage.Exit();
            default -> null;
          });
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> values(String[] parts) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        values.put(
            parts[i].substring(0, equals),
            URLDecoder.decode(parts[i].substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return values;
  }

  private static String need(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("missing " + key);
    }
    return value;
  }

  private static long number(Map<String, String> values, String key) {
    return Long.parseLong(need(values, key));
  }

  private static Role role(Map<String, String> values) {
    return Role.valueOf(need(values, "role").toUpperCase(Locale.ROOT));
  }

  private static ApplicationState state(String text) {
    return ApplicationState.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Cut so that a message with one text fits a line: a character may become nine. */
  private static String escape(String text) {
    String cut = text.length() > 400 ? text.substring(0, 400) : text;
    String escaped = URLEncoder.encode(cut, StandardCharsets.UTF_8);
    while (escaped.length() > MAX_TEXT) {
      cut = cut.substring(0, cut.length() * 3 / 4);
      escaped = URLEncoder.encode(cut, StandardCharsets.UTF_8);
    }
    return escaped;
  }
}
