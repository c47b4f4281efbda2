package tandem.admin.request;

/** How an operator's request ended. */
public sealed interface Outcome {

  /** What a script sees. 2 is a wrong command line. */
  int exitCode();

  /** Done, as {@code text} says. */
  record Done(String text) implements Outcome {
    @Override
    public int exitCode() {
      return 0;
    }
  }

  /** Not done, nothing changed. */
  record Refused(String reason, String mend) implements Outcome {
    @Override
    public int exitCode() {
      return 1;
    }
  }

  /** Perhaps done: the end is not known. */
  record Indeterminate(String text, String advice) implements Outcome {
    @Override
    public int exitCode() {
      return 3;
    }
  }
}
