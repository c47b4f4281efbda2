package tandem.os.process;

/**
 * Hears a child. {@link #line} and {@link #exited} come from two different threads, so the last
 * lines may arrive after the exit. Return quickly, throw nothing.
 */
public interface ChildListener {

  /** One line of the child's standard output or error, cut at {@link Child#MAX_LINE} characters. */
  void line(String line);

  /**
   * The child has ended and what was left of its process group has been killed.
   *
   * @param status its exit status; 128 + signal if a signal ended it
   */
  void exited(int status);
}
