package tandem.agent.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Privileges, kernel, clock, disk and Java. */
final class SystemChecks {

  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_NET_RAW = 13;
  private static final int CAP_SETUID = 7;
  private static final long LEAST_FREE = 64L << 20;

  private final Patient patient;
  private final HostProbe probe;

  SystemChecks(Patient patient) {
    this.patient = patient;
    this.probe = patient.probe();
  }

  List<Check> all() {
    List<Check> checks = new ArrayList<>();
    if (patient.host().isPresent()) {
      checks.add(privileges());
      checks.add(kernelLease());
      checks.add(realtime());
    }
    checks.add(clock());
    checks.add(disk());
    checks.add(java());
    return checks;
  }

  private Check privileges() {
    List<String> missing = new ArrayList<>();
    need(CAP_NET_ADMIN, "CAP_NET_ADMIN (addresses, nftables)", missing);
    need(CAP_NET_RAW, "CAP_NET_RAW (announcements)", missing);
    need(CAP_SETUID, "CAP_SETUID (the application's user)", missing);
    return missing.isEmpty()
        ? Check.ok("privileges", "CAP_NET_ADMIN, CAP_NET_RAW, CAP_SETUID")
        : Check.fail(
            "privileges",
            "missing: " + String.join(", ", missing),
            "run the agent (and this check) as root, or grant these capabilities");
  }

  private void need(int number, String name, List<String> missing) {
    if (!probe.capability(number).orElse(true)) {
      missing.add(name);
    }
  }

  private Check kernelLease() {
    return probe
        .nftablesUnusable()
        .map(
            why ->
                Check.warn(
                    "kernel-lease",
                    "nftables cannot be used ("
                        + why
                        + "): only the address's valid_lft holds, to the next whole second",
                    "load it: modprobe nf_tables; without it a frozen agent's VIP may outlive its"
                        + " lease by a second"))
        .orElseGet(this::kernelDeadline);
  }

  private Check kernelDeadline() {
    String usable = "nftables can be used: the kernel ends the VIP with the lease";
    return probe.absoluteDeadline().orElse(true)
        ? Check.ok("kernel-lease", usable)
        : Check.warn(
            "kernel-lease",
            usable + ", but by a timeout only",
            "use Linux 5.4 or newer; without a deadline by the clock an agent that is frozen while"
                + " it renews may keep the VIP too long by the pause");
  }

  private Check realtime() {
    return probe
        .realtimeImpossible()
        .map(
            why ->
                Check.warn(
                    "realtime",
                    "the agent may not have real-time priority: " + why,
                    "grant CAP_SYS_NICE, or use a longer lease on a loaded host"))
        .orElseGet(() -> Check.ok("realtime", "the agent may have real-time priority"));
  }

  private Check clock() {
    Optional<Boolean> synchronised = probe.clockSynchronised();
    if (synchronised.isEmpty()) {
      return Check.ok(
          "clock", "whether it is synchronised cannot be told here; it is for people only");
    }
    return synchronised.get()
        ? Check.ok("clock", "synchronised")
        : Check.warn(
            "clock",
            "not synchronised: safety does not depend on it, but timelines across hosts do",
            "run chrony or systemd-timesyncd");
  }

  private Check disk() {
    Path directory = patient.stateDirectory();
    if (!probe.writable(directory)) {
      return Check.fail(
          "state-dir",
          directory + " cannot be written",
          "make it, owned by the agent's user, or name another --state-dir");
    }
    Optional<Long> free = probe.freeBytes(directory);
    if (free.isPresent() && free.get() < LEAST_FREE) {
      return Check.fail(
          "state-dir",
          (free.get() >> 20) + " MiB free at " + directory,
          "free at least " + (LEAST_FREE >> 20) + " MiB: a voter with a full disk has no vote");
    }
    String room = free.map(bytes -> ", " + (bytes >> 20) + " MiB free").orElse("");
    return Check.ok("state-dir", directory + " is writable" + room);
  }

  private static Check java() {
    int version = Runtime.version().feature();
    String found = "Java " + Runtime.version();
    return version >= 25
        ? Check.ok("java", found)
        : Check.fail("java", found, "install a JDK 25 or newer");
  }
}
