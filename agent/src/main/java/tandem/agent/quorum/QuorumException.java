package tandem.agent.quorum;

/** What goes wrong with the quorum, in words for people that end with the mend. */
public abstract sealed class QuorumException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private QuorumException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The voter cannot start: the port is taken, the directory cannot be used. */
  public static final class CannotStart extends QuorumException {
    private static final long serialVersionUID = 1;

    public CannotStart(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The voter's files are not what it wrote. It does not start, since a voter that forgot what it
   * acknowledged can make the group forget it.
   */
  public static final class Damaged extends QuorumException {
    private static final long serialVersionUID = 1;

    public Damaged(String message) {
      super(message, null);
    }
  }

  /** No acknowledgement in time: the command may have been applied, or may be applied later. */
  public static final class UnknownOutcome extends QuorumException {
    private static final long serialVersionUID = 1;

    public UnknownOutcome(String message) {
      super(message, null);
    }
  }

  /** The voter stopped for good, for example since its disk is full. Only a restart helps. */
  public static final class Stopped extends QuorumException {
    private static final long serialVersionUID = 1;

    public Stopped(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
