package tandem.os.libc;

import java.io.IOException;

/**
 * The operating system refused something. The message names the operation, the error and, where
 * there is one, the mend.
 */
public final class OsException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String operation;
  private final int errno;

  /**
   * @param operation what was tried, as a person would say it: {@code "add address 198.51.100.10/32
   *     dev eth1"}
   * @param errno the error number of the C library, positive
   * @param detail the kernel's own words or an empty string
   */
  public OsException(String operation, int errno, String detail) {
    this(operation, errno, detail, Errno.mend(errno));
  }

  /**
   * @param mend what the operator can do about it or an empty string
   */
  public OsException(String operation, int errno, String detail, String mend) {
    super(text(operation, errno, detail, mend));
    this.operation = operation;
    this.errno = errno;
  }

  public OsException(String operation, int errno) {
    this(operation, errno, "");
  }

  public String operation() {
    return operation;
  }

  public int errno() {
    return errno;
  }

  /** The symbol of the error, for example {@code EPERM}. */
  public String errnoName() {
    return Errno.name(errno);
  }

  private static String text(String operation, int errno, String detail, String mend) {
    StringBuilder text = new StringBuilder("cannot ").append(operation).append(": ");
    text.append(Errno.name(errno)).append(" (").append(Errno.meaning(errno)).append(')');
    if (!detail.isEmpty()) {
      text.append(", kernel says: ").append(detail);
    }
    if (!mend.isEmpty()) {
      text.append("; ").append(mend);
    }
    return text.toString();
  }
}
