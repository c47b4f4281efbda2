package tandem.ops.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tandem.admin.request.Request;

@Command(
    name = "maintenance",
    description = {
      "Take a host out of service, or back.",
      "A host in maintenance never takes over; if it is primary, it is switched over first."
    })
final class MaintenanceCommand implements Callable<Integer> {

  enum Switch {
    on,
    off
  }

  @ParentCommand private Main main;

  @Parameters(index = "0", paramLabel = "on|off", description = "Out of service, or back.")
  private Switch mode;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "HOST",
      description = "The host (default: this one).")
  private String host;

  @Option(names = "--force", description = "Even if that leaves the group without a primary.")
  private boolean force;

  @Override
  public Integer call() {
    return OneOutcome.ask(
        main, new Request.Maintenance(Optional.ofNullable(host), mode == Switch.on, force));
  }
}
