package tandem.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One mapping of the file. Each reader notes its key as known; {@link #end} then reports the keys
 * that nobody asked for. A reader that finds nothing, or reported a problem, returns empty.
 */
final class Section {

  private final String path;
  private final int line;
  private final Map<String, Node> entries = new LinkedHashMap<>();
  private final Map<String, Integer> keyLines = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Problems problems;

  Section(String path, Optional<Node> node, int parentLine, Problems problems) {
    this.path = path;
    this.problems = problems;
    this.line = parentLine;
    if (node.isEmpty()) {
      return;
    }
    if (!(node.get() instanceof MappingNode mapping)) {
      if (!isNull(node.get())) {
        problems.add(
            line(node.get()), path, "must have keys of its own", "see docs/tandem.schema.json");
      }
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      int keyLine = line(tuple.getKeyNode());
      if (entries.putIfAbsent(key, tuple.getValueNode()) != null) {
        problems.add(keyLine, dotted(key), "stands here twice", "remove one of the two");
      }
      keyLines.putIfAbsent(key, keyLine);
    }
  }

  int line() {
    return line;
  }

  String path() {
    return path;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  Set<String> keys() {
    return entries.keySet();
  }

  int lineOf(String key) {
    return keyLines.getOrDefault(key, line);
  }

  String dotted(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Empty section if the key is absent. */
  Section section(String key) {
    known.add(key);
    return new Section(dotted(key), Optional.ofNullable(entries.get(key)), lineOf(key), problems);
  }

  Optional<Value<String>> text(String key) {
    known.add(key);
    Node node = entries.get(key);
    return node == null ? Optional.empty() : scalar(node, dotted(key), lineOf(key));
  }

  /** As {@link #text}, and reports the key if it is absent. */
  Optional<Value<String>> need(String key, String mend) {
    known.add(key);
    if (!entries.containsKey(key)) {
      missing(key, mend);
    }
    return text(key);
  }

  void missing(String key, String mend) {
    problems.add(line, dotted(key), "is missing", mend);
  }

  void wrong(String key, String what, String mend) {
    problems.add(lineOf(key), dotted(key), what, mend);
  }

  Optional<List<Value<String>>> list(String key) {
    known.add(key);
    Node node = entries.get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (!(node instanceof SequenceNode sequence)) {
      problems.add(lineOf(key), dotted(key), "is not a list", "write " + key + ": [ ... ]");
      return Optional.empty();
    }
    List<Value<String>> values = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      String itemKey = dotted(key) + "[" + values.size() + "]";
      Optional<Value<String>> value = scalar(item, itemKey, line(item));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(values);
  }

  Optional<Value<Duration>> duration(String key, Durations.Range range) {
    Optional<Value<String>> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> duration = Durations.parse(text.get().get());
    if (duration.isEmpty()) {
      text.get().wrong("not a duration", "write a whole number and ms, s or m, for example 250ms");
    } else if (!range.holds(duration.get())) {
      text.get().wrong("must be " + range, "choose a value in that range");
      return Optional.empty();
    }
    return duration.map(d -> text.get().map(_ -> d));
  }

  Optional<Value<Integer>> integer(String key, int least, int greatest) {
    Optional<Value<String>> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String digits = text.get().get();
    if (digits.matches("-?[0-9]{1,9}")) {
      int number = Integer.parseInt(digits);
      if (number >= least && number <= greatest) {
        return Optional.of(text.get().map(_ -> number));
      }
    }
    text.get().wrong("must be a whole number from " + least + " to " + greatest, "correct it");
    return Optional.empty();
  }

  /** One of the words, {@code fallback} if the key is absent or wrong. */
  String word(String key, List<String> words, String fallback) {
    Optional<Value<String>> text = text(key);
    if (text.isEmpty() || words.contains(text.get().get())) {
      return text.map(Value::get).orElse(fallback);
    }
    String hint =
        DidYouMean.of(text.get().get(), words).map(w -> "did you mean " + w + "?").orElse("");
    text.get().wrong("must be one of " + String.join(", ", words), hint);
    return fallback;
  }

  /** Reports every key that no reader asked for. */
  void end() {
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        String mend =
            DidYouMean.of(key, known)
                .map(word -> "did you mean '" + dotted(word) + "'?")
                .orElse("known here: " + String.join(", ", known));
        problems.add(lineOf(key), dotted(key), "is unknown", mend);
      }
    }
  }

  private Optional<Value<String>> scalar(Node node, String key, int at) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(at, key, "must be one value, not a list or keys of its own", "");
      return Optional.empty();
    }
    String value = scalar.getValue();
    if (isNull(node) || value.isBlank()) {
      problems.add(at, key, "is empty", "give it a value or remove the key");
      return Optional.empty();
    }
    return Optional.of(new Value<>(value, value, key, at, problems));
  }

  private static boolean isNull(Node node) {
    return node.getTag().getValue().endsWith(":null");
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }
}
