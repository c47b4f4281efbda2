package tandem.os.libc;

import java.util.Map;

/** The error numbers of Linux that this module meets, the same on x86-64 and aarch64. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENETDOWN = 100;
  public static final int ENETUNREACH = 101;
  public static final int ENOBUFS = 105;
  public static final int ETIMEDOUT = 110;

  private record Meaning(String name, String words, String mend) {}

  private static final String PRIVILEGE = "run as root or with CAP_NET_ADMIN and CAP_NET_RAW";

  private static final Map<Integer, Meaning> KNOWN =
      Map.ofEntries(
          known(EPERM, "EPERM", "not permitted", PRIVILEGE),
          known(ENOENT, "ENOENT", "does not exist", ""),
          known(ESRCH, "ESRCH", "no such process or entry", ""),
          known(EINTR, "EINTR", "interrupted", ""),
          known(9, "EBADF", "closed", ""),
          known(EAGAIN, "EAGAIN", "nothing to read, or busy", ""),
          known(12, "ENOMEM", "out of memory", ""),
          known(EACCES, "EACCES", "permission denied", PRIVILEGE),
          known(16, "EBUSY", "busy", ""),
          known(EEXIST, "EEXIST", "exists already", ""),
          known(ENODEV, "ENODEV", "no such interface", "name an interface that `ip link` shows"),
          known(EINVAL, "EINVAL", "invalid argument", ""),
          known(34, "ERANGE", "out of range", ""),
          known(EOPNOTSUPP, "EOPNOTSUPP", "not supported by this kernel", ""),
          known(EAFNOSUPPORT, "EAFNOSUPPORT", "address family not supported", ""),
          known(EADDRNOTAVAIL, "EADDRNOTAVAIL", "address not on the interface", ""),
          known(ENETDOWN, "ENETDOWN", "interface is down", "bring the interface up"),
          known(ENETUNREACH, "ENETUNREACH", "network unreachable", "bring the interface up"),
          known(ENOBUFS, "ENOBUFS", "no buffer space", ""),
          known(ETIMEDOUT, "ETIMEDOUT", "no answer in time", ""));

  private Errno() {}

  static String name(int errno) {
    Meaning meaning = KNOWN.get(errno);
    return meaning == null ? "errno " + errno : meaning.name;
  }

  static String meaning(int errno) {
    Meaning meaning = KNOWN.get(errno);
    return meaning == null ? "see errno(3)" : meaning.words;
  }

  static String mend(int errno) {
    Meaning meaning = KNOWN.get(errno);
    return meaning == null ? "" : meaning.mend;
  }

  private static Map.Entry<Integer, Meaning> known(
      int errno, String name, String words, String mend) {
    return Map.entry(errno, new Meaning(name, words, mend));
  }
}
