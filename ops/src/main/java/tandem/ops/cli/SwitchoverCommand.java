package tandem.ops.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tandem.admin.request.Request;

@Command(
    name = "switchover",
    description = {
      "Move the primary role and the VIP to the other host.",
      "The old primary is demoted and its VIP seen to be gone before the new one is promoted.",
      "Exit code: 0 done, 1 refused (nothing changed), 3 not known: see tandem status."
    })
final class SwitchoverCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Option(
      names = "--to",
      paramLabel = "HOST",
      description = "The host that shall be primary (default: the one that is not).")
  private String to;

  @Option(names = "--force", description = "Even if that host is not ready or not in sync.")
  private boolean force;

  @Option(
      names = "--wait",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Answer when it has ended (the default), or as soon as it is accepted.")
  private boolean await;

  @Override
  public Integer call() {
    return OneOutcome.ask(main, new Request.Switchover(Optional.ofNullable(to), force, await));
  }
}
