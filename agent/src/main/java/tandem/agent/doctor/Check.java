package tandem.agent.doctor;

/**
 * One thing looked at.
 *
 * @param name stable, for scripts, for example {@code vip.free}
 * @param found what was seen, in words
 * @param mend what to do; empty if nothing is to be done
 */
public record Check(String name, Verdict verdict, String found, String mend) {

  public enum Verdict {
    OK,
    WARN,
    FAIL
  }

  static Check ok(String name, String found) {
    return new Check(name, Verdict.OK, found, "");
  }

  static Check warn(String name, String found, String mend) {
    return new Check(name, Verdict.WARN, found, mend);
  }

  static Check fail(String name, String found, String mend) {
    return new Check(name, Verdict.FAIL, found, mend);
  }
}
