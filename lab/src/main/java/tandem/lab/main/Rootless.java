package tandem.lab.main;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tandem.lab.network.Commands;

/**
 * Runs the lab again as root of a user namespace of its own, where the kernel allows that to
 * everybody: network namespaces can then be made without being root of the machine. Measurements
 * there lack real-time priority.
 */
final class Rootless {

  /** Named namespaces need a place of their own: the machine's /run belongs to its root. */
  private static final String PREPARE =
      "mount -t tmpfs tmpfs /run && mkdir /run/netns && exec \"$@\"";

  private Rootless() {}

  static boolean needed() {
    try {
      return !Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** The lab's exit code. */
  static int run(String[] arguments) {
    if (!allowed()) {
      System.err.println(
          "tandem: network namespaces are needed: run it as root, or let users make namespaces"
              + " (sysctl user.max_user_namespaces above 0, kernel.unprivileged_userns_clone=1,"
              + " kernel.apparmor_restrict_unprivileged_userns=0 where they exist)");
      return 1;
    }
    List<String> words =
        new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net", "--mount", "--"));
    words.addAll(List.of("sh", "-c", PREPARE, "tandem-lab"));
    words.add(ProcessHandle.current().info().command().orElse("java"));
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), LabMain.class.getName()));
    words.addAll(List.of(arguments));
    try {
      Process lab = new ProcessBuilder(words).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(lab)));
      return lab.waitFor();
    } catch (IOException e) {
      System.err.println("tandem: unshare does not start: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static boolean allowed() {
    return Commands.succeeds(
        List.of("unshare", "--user", "--map-root-user", "--net", "--mount", "true"));
  }

  // A signal to this process is one to the lab: it takes its network away before it ends.
  private static void end(Process lab) {
    lab.destroy();
    try {
      lab.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
