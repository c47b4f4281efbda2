package tandem.os.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A process with one child, to be killed by a test. Prints the child's process number. */
public final class ParentMain {

  private ParentMain() {}

  public static void main(String[] arguments) throws Exception {
    ChildSpec spec = new ChildSpec(List.of("sleep", "60"), Optional.of(arguments[0]), Map.of());
    ChildProcesses children = new ChildProcesses();
    Child child =
        children.start(
            spec,
            new ChildListener() {
              @Override
              public void line(String line) {}

              @Override
              public void exited(int status) {}
            });
    // setsid and setpriv must have handed over to the program before the parent may be killed.
    while (!ProcessHandle.of(child.pid())
        .flatMap(handle -> handle.info().command())
        .orElse("")
        .endsWith("sleep")) {
      Thread.sleep(1);
    }
    System.out.println(child.pid());
    Thread.sleep(60_000);
  }
}
