package tandem.admin.wire;

/** The local API's fixed numbers; the form of its lines is in docs/api.md. */
public final class Wire {

  /** What {@code --version} and the status say. */
  public static final String RELEASE = "0.1.0";

  /** Every line carries it; a greater one is refused. */
  public static final int VERSION = 1;

  /** The longest request line in bytes. */
  public static final int MAX_REQUEST = 4_096;

  /** The longest answer line in bytes. */
  public static final int MAX_ANSWER = 1_048_576;

  /** The socket's name in the run directory. */
  public static final String SOCKET = "agent.sock";

  private Wire() {}
}
