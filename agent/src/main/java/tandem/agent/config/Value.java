package tandem.agent.config;

import java.util.function.Function;

/**
 * A value of the file and where it stood.
 *
 * @param shown the value as it was written
 */
record Value<T>(T get, String shown, String key, int line, Problems problems) {

  /** Reports {@code is SHOWN: RULE; MEND}. */
  void wrong(String rule, String mend) {
    problems.add(line, key, "is " + shown + ": " + rule, mend);
  }

  <R> Value<R> map(Function<? super T, ? extends R> function) {
    return new Value<>(function.apply(get), shown, key, line, problems);
  }
}
