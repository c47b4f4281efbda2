package tandem.sip.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The {@code ;name=value} list of a header field or URI, in the order it came. Names compare
 * without case (RFC 3261 §7.3.1); a quoted value keeps its quotes.
 */
public record Parameters(List<Parameter> list) {

  /** More parameters than this make the value malformed. */
  public static final int MAX_PARAMETERS = 64;

  public static final Parameters NONE = new Parameters(List.of());

  /**
   * @param value empty for a flag such as {@code lr}
   */
  public record Parameter(String name, Optional<String> value) {
    @Override
    public String toString() {
      return value.isPresent() ? name + "=" + value.get() : name;
    }
  }

  public Parameters {
    list = Collections.unmodifiableList(list);
  }

  public boolean has(String name) {
    return find(name) != null;
  }

  /** The value of the first parameter of that name; empty if it is absent or a flag. */
  public Optional<String> get(String name) {
    Parameter found = find(name);
    return found == null ? Optional.empty() : found.value();
  }

  private Parameter find(String name) {
    for (Parameter parameter : list) {
      if (parameter.name().equalsIgnoreCase(name)) {
        return parameter;
      }
    }
    return null;
  }

  public Parameters without(String name) {
    if (!has(name)) {
      return this;
    }
    List<Parameter> rest = new ArrayList<>(list);
    rest.removeIf(p -> p.name().equalsIgnoreCase(name));
    return new Parameters(rest);
  }

  /** With {@code name=value} in the place of an older one, or at the end. */
  public Parameters with(String name, String value) {
    Parameter added = new Parameter(name, Optional.of(value));
    List<Parameter> next = new ArrayList<>(list);
    for (int i = 0; i < next.size(); i++) {
      if (next.get(i).name().equalsIgnoreCase(name)) {
        next.set(i, added);
        return new Parameters(next);
      }
    }
    next.add(added);
    return new Parameters(next);
  }

  /** Reads {@code *( SEMI name [ EQUAL value ] )} up to the end of the text. Empty if malformed. */
  static Optional<Parameters> parse(Cursor in) {
    in.skipWsp();
    if (in.atEnd()) {
      return Optional.of(NONE);
    }
    List<Parameter> list = new ArrayList<>(4);
    while (!in.atEnd()) {
      if (!in.take(';') || list.size() >= MAX_PARAMETERS) {
        return Optional.empty();
      }
      in.skipWsp();
      String name = in.token();
      if (name.isEmpty()) {
        return Optional.empty();
      }
      in.skipWsp();
      Optional<String> value = Optional.empty();
      if (in.take('=')) {
        in.skipWsp();
        String text = in.peek() == '"' ? in.quoted() : in.parameterValue();
        if (text.isEmpty()) {
          return Optional.empty();
        }
        value = Optional.of(text);
        in.skipWsp();
      }
      list.add(new Parameter(name, value));
    }
    return Optional.of(new Parameters(list));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Parameter parameter : list) {
      text.append(';').append(parameter);
    }
    return text.toString();
  }
}
