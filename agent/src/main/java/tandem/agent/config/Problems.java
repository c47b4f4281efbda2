package tandem.agent.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every problem of one file, so that an operator mends them in one go. */
final class Problems {

  /** A file that is wrong everywhere is not worth more lines than this. */
  static final int LIMIT = 50;

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(int line, String key, String what, String mend) {
    if (found.size() < LIMIT) {
      found.add(new Problem(file, line, key, what, mend));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** In the order of the file. */
  List<Problem> list() {
    return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}
