package tandem.os.fence;

import java.util.List;
import tandem.os.fence.KernelLease.Form;
import tandem.os.libc.Errno;
import tandem.os.libc.OsException;

/**
 * What a kernel can do for the lease.
 *
 * @param absolute it can compare the wall clock in a rule (Linux 5.4)
 */
record Support(Form form, boolean absolute) {
  private static final List<Support> BEST_FIRST =
      List.of(
          new Support(Form.INTERFACE, true),
          new Support(Form.INTERFACE, false),
          new Support(Form.PROTOCOLS, true),
          new Support(Form.PROTOCOLS, false));

  /** The best this kernel offers, tried in a transaction that leaves nothing behind. */
  static Support ofThisKernel() throws OsException {
    for (Support support : BEST_FIRST) {
      try (KernelLease trial = new KernelLease("tandem-trial", support)) {
        trial.rehearse();
        return support;
      } catch (OsException refused) {
        if (support.equals(BEST_FIRST.getLast()) || refused.errno() == Errno.EPERM) {
          throw refused;
        }
      }
    }
    throw new IllegalStateException("what is supported was either tried or refused");
  }
}
