package tandem.sip.header;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tandem.sip.message.Parameters;
import tandem.sip.message.Parameters.Parameter;

/**
 * RFC 3261 §20.7, §20.27, §20.28, §20.44: a challenge or credentials, as a scheme and its
 * comma-separated parameters. Authentication-Info has no scheme: there it is empty.
 *
 * @param scheme as it came, for example {@code Digest}
 * @param parameters in their order; a quoted value keeps its quotes
 */
public record AuthValue(String scheme, List<Parameter> parameters) {

  /** More make the value malformed. */
  public static final int MAX_PARAMETERS = 32;

  public AuthValue {
    parameters = Collections.unmodifiableList(parameters);
  }

  /** A challenge or credentials. Empty if the text is malformed. Never throws. */
  public static Optional<AuthValue> parse(String text) {
    Cursor in = new Cursor(text);
    String scheme = in.token();
    return scheme.isEmpty() ? Optional.empty() : parameters(scheme, in);
  }

  /** The value of Authentication-Info. Empty if the text is malformed. Never throws. */
  public static Optional<AuthValue> parseInfo(String text) {
    return parameters("", new Cursor(text));
  }

  private static Optional<AuthValue> parameters(String scheme, Cursor in) {
    List<Parameter> list = new ArrayList<>(8);
    do {
      String name = in.token();
      if (name.isEmpty() || !in.take('=') || list.size() >= MAX_PARAMETERS) {
        return Optional.empty();
      }
      String value = in.peek() == '"' ? in.enclosed('"', '"') : in.until(",\"");
      if (value.isEmpty()) {
        return Optional.empty();
      }
      list.add(new Parameter(name, Optional.of(value)));
    } while (in.take(','));
    return in.atEnd() ? Optional.of(new AuthValue(scheme, list)) : Optional.empty();
  }

  public boolean isDigest() {
    return scheme.equalsIgnoreCase("Digest");
  }

  /** The value of a parameter without quotes and escapes. */
  public Optional<String> get(String name) {
    for (Parameter parameter : parameters) {
      if (parameter.name().equalsIgnoreCase(name)) {
        return parameter.value().map(Parameters::unquote);
      }
    }
    return Optional.empty();
  }

  /** Whether a name stands twice, which no sound value does. */
  public boolean hasDuplicates() {
    long names =
        parameters.stream()
            .map(p -> p.name().toLowerCase(java.util.Locale.ROOT))
            .distinct()
            .count();
    return names != parameters.size();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(scheme);
    String separator = scheme.isEmpty() ? "" : " ";
    for (Parameter parameter : parameters) {
      text.append(separator).append(parameter);
      separator = ", ";
    }
    return text.toString();
  }
}
