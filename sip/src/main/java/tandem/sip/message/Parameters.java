package tandem.sip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The {@code ;name=value} list of a header field or URI, in the order it came. Names compare
 * without case (RFC 3261 §7.3.1); a quoted value keeps its quotes. Equal are lists that print the
 * same.
 */
public final class Parameters {

  /** More parameters than this make the value malformed. */
  public static final int MAX_PARAMETERS = 64;

  public static final Parameters NONE = new Parameters(new byte[0], 0, 0);

  /**
   * @param value empty for a flag such as {@code lr}
   */
  public record Parameter(String name, Optional<String> value) {
    @Override
    public String toString() {
      return value.isPresent() ? name + "=" + value.get() : name;
    }
  }

  private final byte[] b;
  private final int from;
  private final int to;

  Parameters(byte[] b, int from, int to) {
    this.b = b;
    this.from = from;
    this.to = to;
  }

  /** Whoever makes a list answers for its text: values hold no separator outside quotes. */
  public static Parameters of(List<Parameter> list) {
    StringBuilder text = new StringBuilder();
    for (Parameter parameter : list) {
      text.append(';').append(parameter);
    }
    byte[] bytes = Ascii.utf8(text.toString());
    return new Parameters(bytes, 0, bytes.length);
  }

  /** The text {@code ;name=value;…} of a header field. Empty if it is malformed. Never throws. */
  public static Optional<Parameters> parse(String text) {
    byte[] bytes = Ascii.utf8(text);
    return isSound(bytes, 0, bytes.length)
        ? Optional.of(new Parameters(bytes, 0, bytes.length))
        : Optional.empty();
  }

  public boolean isEmpty() {
    return Ascii.skipWsp(b, from, to) == to;
  }

  public boolean has(String name) {
    return find(b, from, to, name) >= 0;
  }

  /** The value of the first parameter of that name; empty if it is absent or a flag. */
  public Optional<String> get(String name) {
    return get(b, from, to, name);
  }

  /** As {@link #get}, a quoted string without its quotes and escapes. */
  public Optional<String> unquoted(String name) {
    return get(name).map(Parameters::unquote);
  }

  /** The content of a quoted string (RFC 3261 §25.1); any other text as it is. */
  public static String unquote(String text) {
    if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      boolean escape = c == '\\' && i + 1 < text.length() - 1;
      plain.append(escape ? text.charAt(++i) : c);
    }
    return plain.toString();
  }

  /** A quoted string that holds the text; line breaks become spaces. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c == '\r' || c == '\n' ? ' ' : c);
    }
    return quoted.append('"').toString();
  }

  static Optional<String> get(byte[] b, int from, int to, String name) {
    int at = find(b, from, to, name);
    if (at < 0) {
      return Optional.empty();
    }
    int equals = Ascii.skipWsp(b, at + name.length(), to);
    if (equals == to || b[equals] != '=') {
      return Optional.empty();
    }
    int valueFrom = Ascii.skipWsp(b, equals + 1, to);
    int run = Ascii.runEnd(b, valueFrom, to, Ascii.VALUE);
    if (run == to || b[run] == ';') {
      return Optional.of(Ascii.ascii(b, valueFrom, run));
    }
    int valueTo = Ascii.trimEnd(b, valueFrom, end(b, valueFrom, to));
    return Optional.of(Ascii.text(b, valueFrom, valueTo));
  }

  /** Where the first parameter of that name begins, or -1. */
  static int find(byte[] b, int from, int to, String name) {
    int at = from;
    while (at < to) {
      if (b[at] != ';') {
        at++;
        continue;
      }
      int nameFrom = Ascii.skipWsp(b, at + 1, to);
      int nameTo = nameFrom;
      while (nameTo < to && b[nameTo] != '=' && b[nameTo] != ';' && !Ascii.isWsp(b[nameTo])) {
        nameTo++;
      }
      if (Ascii.equalsIgnoreCase(b, nameFrom, nameTo, name)) {
        return nameFrom;
      }
      at = end(b, nameTo, to);
    }
    return -1;
  }

  /** The index of the semicolon that ends the parameter, or {@code to}. */
  private static int end(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] == ';') {
        return i;
      } else if (b[i] == '"') {
        int end = Ascii.quotedEnd(b, i, to);
        i = end < 0 ? to : end - 1;
      }
    }
    return to;
  }

  public List<Parameter> list() {
    List<Parameter> list = new ArrayList<>(4);
    int at = Ascii.indexOf(b, ';', from, to);
    while (at < to) {
      int end = end(b, at + 1, to);
      int equals = Ascii.indexOf(b, '=', at, end);
      String name = Ascii.text(b, at + 1, equals).strip();
      list.add(
          new Parameter(
              name,
              equals == end
                  ? Optional.empty()
                  : Optional.of(Ascii.text(b, equals + 1, end).strip())));
      at = end;
    }
    return list;
  }

  public Parameters without(String name) {
    if (!has(name)) {
      return this;
    }
    List<Parameter> rest = list();
    rest.removeIf(p -> p.name().equalsIgnoreCase(name));
    return of(rest);
  }

  /** With {@code name=value} in the place of an older one, or at the end. */
  public Parameters with(String name, String value) {
    return with(new Parameter(name, Optional.of(value)));
  }

  /** With the flag {@code name} in the place of an older one, or at the end. */
  public Parameters with(String name) {
    return with(new Parameter(name, Optional.empty()));
  }

  private Parameters with(Parameter added) {
    List<Parameter> next = list();
    for (int i = 0; i < next.size(); i++) {
      if (next.get(i).name().equalsIgnoreCase(added.name())) {
        next.set(i, added);
        return of(next);
      }
    }
    next.add(added);
    return of(next);
  }

  /** Whether {@code b[from..to)} is {@code *( SEMI name [ EQUAL value ] )}. */
  static boolean isSound(byte[] b, int from, int to) {
    int count = 0;
    int at = Ascii.skipWsp(b, from, to);
    while (at < to) {
      if (b[at] != ';' || ++count > MAX_PARAMETERS) {
        return false;
      }
      int name = Ascii.skipWsp(b, at + 1, to);
      at = Ascii.runEnd(b, name, to, Ascii.TOKEN);
      if (at == name) {
        return false;
      }
      at = Ascii.skipWsp(b, at, to);
      if (at < to && b[at] == '=') {
        int value = Ascii.skipWsp(b, at + 1, to);
        boolean quoted = value < to && b[value] == '"';
        at = quoted ? Ascii.quotedEnd(b, value, to) : Ascii.runEnd(b, value, to, Ascii.VALUE);
        if (at <= value) {
          return false;
        }
        at = Ascii.skipWsp(b, at, to);
      }
    }
    return true;
  }

  /** Whether {@code b[from..to)} is {@code uri-parameters}: no white space, no quotes. */
  static boolean isSoundInUri(byte[] b, int from, int to) {
    int count = 0;
    int at = from;
    while (at < to) {
      if (b[at] != ';' || ++count > MAX_PARAMETERS) {
        return false;
      }
      int name = at + 1;
      at = Ascii.runEnd(b, name, to, Ascii.URI_PARAMETER);
      if (at == name) {
        return false;
      }
      if (at < to && b[at] == '=') {
        // RFC 3261 §25.1 wants a value; an empty one is common and does no harm.
        at = Ascii.runEnd(b, at + 1, to, Ascii.URI_PARAMETER);
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Parameters parameters && toString().equals(parameters.toString());
  }

  @Override
  public int hashCode() {
    return toString().toLowerCase(Locale.ROOT).hashCode();
  }

  /** Canonical: without white space around the separators. */
  @Override
  public String toString() {
    boolean spaced = false;
    for (int i = from; i < to && !spaced; i++) {
      spaced = Ascii.isWsp(b[i]);
    }
    if (!spaced) {
      return Ascii.text(b, from, to);
    }
    Parameters canonical = of(list());
    return Ascii.text(canonical.b, canonical.from, canonical.to);
  }
}
