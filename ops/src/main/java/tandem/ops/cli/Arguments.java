package tandem.ops.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command line, taken apart: {@code --name value}, {@code --name=value}, flags and operands, in
 * any order. Written by hand because a library costs a script half a second a call.
 */
final class Arguments {

  /** The line cannot be understood; the message says why. Exit code 2. */
  static final class Usage extends Exception {
    private static final long serialVersionUID = 1L;

    Usage(String message) {
      super(message);
    }
  }

  private final Optional<Verb> verb;
  private final Map<String, List<String>> options;
  private final List<String> operands;

  private Arguments(Optional<Verb> verb, Map<String, List<String>> options, List<String> operands) {
    this.verb = verb;
    this.options = options;
    this.operands = operands;
  }

  static Arguments parse(String... words) throws Usage {
    Optional<Verb> verb = Optional.empty();
    Map<String, List<String>> options = new LinkedHashMap<>();
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      String word = words[i].equals("-h") ? "--help" : words[i];
      if (!word.startsWith("-")) {
        if (verb.isEmpty()) {
          verb = Optional.of(verb(word));
        } else {
          operands.add(word);
        }
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      Verb.Option option = option(name, verb);
      List<String> values = options.computeIfAbsent(name, _ -> new ArrayList<>());
      if (option.isFlag() && equals >= 0) {
        throw new Usage(name + " takes no value");
      } else if (!option.isFlag() && equals < 0 && i + 1 == words.length) {
        throw new Usage(name + " needs a value: " + name + " " + option.value());
      } else if (!option.isFlag()) {
        values.add(equals < 0 ? words[++i] : word.substring(equals + 1));
      }
    }
    return new Arguments(verb, options, operands);
  }

  private static Verb verb(String word) throws Usage {
    return Arrays.stream(Verb.values())
        .filter(verb -> verb.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new Usage("there is no command '" + word + "'"));
  }

  private static Verb.Option option(String name, Optional<Verb> verb) throws Usage {
    return Stream.concat(Verb.COMMON.stream(), verb.stream().flatMap(v -> v.options.stream()))
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Usage(
                    verb.map(v -> v.word + " has no option " + name)
                        .orElse("no option " + name + " before the command")));
  }

  Optional<Verb> verb() {
    return verb;
  }

  boolean flag(String name) {
    return options.containsKey(name);
  }

  /** The last one, if it is given several times. */
  Optional<String> value(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  List<String> values(String name) {
    return options.getOrDefault(name, List.of());
  }

  Optional<Long> number(String name) throws Usage {
    Optional<String> value = value(name);
    if (value.isPresent() && !value.get().matches("[0-9]{1,18}")) {
      throw new Usage(name + " is '" + value.get() + "': must be a whole number");
    }
    return value.map(Long::parseLong);
  }

  /** The operands, of which there must be this many. */
  List<String> operands(int least, int most) throws Usage {
    if (operands.size() < least || operands.size() > most) {
      String wanted = verb.map(v -> v.operands).filter(o -> !o.isEmpty()).orElse("no operand");
      throw new Usage("expected " + wanted + ", not '" + String.join(" ", operands) + "'");
    }
    return List.copyOf(operands);
  }
}
