package tandem.agent.config;

/**
 * One thing wrong with a configuration file, in words an operator can act on.
 *
 * @param file as the operator named it
 * @param line 1-based; 0 if no line applies
 * @param key the dotted path of the key, for example {@code lease.duration}; empty for the file
 * @param what what is wrong, with the value
 * @param mend what to do about it
 */
public record Problem(String file, int line, String key, String what, String mend) {

  /** {@code file:line: key 'lease.duration' is 40ms: must be ...; raise ...}. */
  @Override
  public String toString() {
    String place = line > 0 ? file + ":" + line : file;
    String subject = key.isEmpty() ? "" : "key '" + key + "' ";
    return place + ": " + subject + what + (mend.isEmpty() ? "" : "; " + mend);
  }
}
