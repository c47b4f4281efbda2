package tandem.sip.transaction;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tandem.platform.machine.Machine;
import tandem.platform.time.Moment;

/**
 * Asks a machine what it does: in every state, every input. A timer is an input too: the time-out
 * at the moment that the state's component of that name holds.
 */
final class Probe<I, E> {

  /** One arrow of a figure. */
  record Row(String state, String input, String next, String effects) {

    /** From a line of a table in a comment. */
    static Row of(String line) {
      return new Row(
          line.substring(0, 12).strip(),
          line.substring(12, 28).strip(),
          line.substring(28, 40).strip(),
          line.substring(40).strip());
    }

    String line() {
      return "%-12s%-16s%-12s%s".formatted(state, input, next, effects);
    }

    boolean changes() {
      return !state.equals(next) || !effects.equals("-");
    }
  }

  static final Moment START = Moment.ofMillis(1_000);

  private final Supplier<Machine<I, E>> fresh;
  private final java.util.function.Function<Machine<I, E>, Object> stateOf;
  private final java.util.function.Function<E, String> shown;
  private final I timeout;
  private final Map<String, I> inputs;

  Probe(
      Supplier<Machine<I, E>> fresh,
      java.util.function.Function<Machine<I, E>, Object> stateOf,
      java.util.function.Function<E, String> shown,
      I timeout,
      Map<String, I> inputs) {
    this.fresh = fresh;
    this.stateOf = stateOf;
    this.shown = shown;
    this.timeout = timeout;
    this.inputs = inputs;
  }

  /** All arrows from the states that {@code paths}, lists of inputs from the start, lead to. */
  List<Row> rows(List<List<String>> paths) {
    List<Row> rows = new ArrayList<>();
    for (List<String> path : paths) {
      for (String input : labels(at(path))) {
        Row row = row(path, input);
        if (row.changes()) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private Row row(List<String> path, String input) {
    Machine<I, E> machine = at(path);
    Object before = stateOf.apply(machine);
    List<String> effects = apply(machine, input).stream().map(shown).toList();
    Object after = stateOf.apply(machine);
    return new Row(
        before.getClass().getSimpleName(),
        input,
        after.getClass().getSimpleName(),
        effects.isEmpty() ? "-" : String.join(", ", effects));
  }

  private Machine<I, E> at(List<String> path) {
    Machine<I, E> machine = fresh.get();
    path.forEach(input -> apply(machine, input));
    return machine;
  }

  private List<String> labels(Machine<I, E> machine) {
    List<String> labels = new ArrayList<>();
    for (String name : inputs.keySet()) {
      if (!name.equals("Begin")
          || stateOf.apply(machine).getClass().getSimpleName().equals("Initial")) {
        labels.add(name);
      }
    }
    labels.addAll(timers(stateOf.apply(machine)).keySet());
    return labels;
  }

  private List<E> apply(Machine<I, E> machine, String input) {
    if (!input.startsWith("Timer ")) {
      return machine.step(START, inputs.get(input));
    }
    Moment due = timers(stateOf.apply(machine)).get(input);
    Moment early = due.minus(Duration.ofNanos(1));
    if (machine.deadline().orElseThrow().isAfter(early)
        && !machine.step(early, timeout).isEmpty()) {
      throw new AssertionError(input + " went off before it was due");
    }
    return machine.step(due, timeout);
  }

  /** The timers that run in a state, by the names in the figure. */
  static Map<String, Moment> timers(Object state) {
    Map<String, Moment> timers = new LinkedHashMap<>();
    for (RecordComponent component : state.getClass().getRecordComponents()) {
      if (component.getName().startsWith("timer")) {
        try {
          component.getAccessor().setAccessible(true);
          Object value = component.getAccessor().invoke(state);
          String name = "Timer " + component.getName().substring(5);
          switch (value) {
            case Moment at -> timers.put(name, at);
            case Optional<?> maybe when maybe.isPresent() && maybe.get() instanceof Resend resend ->
                timers.put(name, resend.at());
            default -> {}
          }
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
    }
    return timers;
  }

  /** What a message that is sent is called in the tables. */
  static String sent(byte[] message, byte[]... known) {
    String text = new String(message, StandardCharsets.UTF_8);
    if (text.startsWith("SIP/2.0")) {
      return Arrays.stream(known).anyMatch(k -> Arrays.equals(k, message))
          ? "Send"
          : "Send " + text.substring(8, 11);
    }
    String method = text.substring(0, text.indexOf(' '));
    return method.equals("INVITE") || method.equals("ACK") ? "Send " + method : "Send request";
  }
}
